package dev.starstream.ingest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a file, inflated if it is gzip, and how far its own bytes have been read. */
final class ImportStream {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Counted counted;
  private final BufferedInputStream text;

  private ImportStream(Counted counted, BufferedInputStream text) {
    this.counted = counted;
    this.text = text;
  }

  static ImportStream of(InputStream in, String name) throws IOException {
    var counted = new Counted(in);
    var buffered = new BufferedInputStream(counted, BUFFER_BYTES);
    buffered.mark(2);
    var magic = buffered.readNBytes(2);
    buffered.reset();
    var gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return new ImportStream(
        counted, gzip ? new BufferedInputStream(inflated(buffered, name), BUFFER_BYTES) : buffered);
  }

  private static InputStream inflated(InputStream in, String name) throws IOException {
    try {
      return new Inflated(in, name);
    } catch (EOFException | ZipException e) {
      throw damaged(name);
    }
  }

  private static UnreadableFileException damaged(String name) {
    return new UnreadableFileException(
        name, "its gzip is damaged or ends too early (expected: the whole file)");
  }

  /** Buffered, inflated. */
  BufferedInputStream text() {
    return text;
  }

  /** Of the file itself, as it lies there: read so far, with what is buffered. */
  long bytesRead() {
    return counted.bytes;
  }

  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var b = in.read();
      bytes += b >= 0 ? 1 : 0;
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var read = in.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      var skipped = in.skip(n);
      bytes += skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  /** Says which file is broken. */
  private static final class Inflated extends GZIPInputStream {
    private final String name;

    Inflated(InputStream in, String name) throws IOException {
      super(in, BUFFER_BYTES);
      this.name = name;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (EOFException | ZipException e) {
        throw damaged(name);
      }
    }
  }
}
