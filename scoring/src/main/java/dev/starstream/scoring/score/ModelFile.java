package dev.starstream.scoring.score;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * How trained weights are kept: a magic word of eight letters, a format number, the body, and the
 * CRC-32 of all before it. Big-endian.
 */
final class ModelFile {
  private static final int MAGIC_BYTES = 8;

  /** Reads a body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInputStream body) throws IOException;
  }

  /** Writes a body. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutputStream body) throws IOException;
  }

  private ModelFile() {}

  /** The model in the resource with that name. */
  static <T> T load(String resource, String magic, int format, Reader<T> reader) {
    try (InputStream in = ModelFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + ": no such resource (expected: a model)");
      }
      return read(in, magic, format, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model.
   *
   * @throws IOException if it is no model of this kind and format, or damaged
   */
  static <T> T read(InputStream in, String magic, int format, Reader<T> reader) throws IOException {
    byte[] bytes = in.readAllBytes();
    int body = bytes.length - Integer.BYTES;
    if (body < MAGIC_BYTES + Integer.BYTES
        || !magic.equals(new String(bytes, 0, MAGIC_BYTES, StandardCharsets.ISO_8859_1))) {
      throw new IOException("not a model (expected: a file that starts with " + magic + ")");
    }
    var crc = new CRC32();
    crc.update(bytes, 0, body);
    if ((int) crc.getValue() != ByteBuffer.wrap(bytes).getInt(body)) {
      throw new IOException(
          "damaged: its checksum is wrong (expected: the file as it was trained)");
    }
    var data =
        new DataInputStream(new ByteArrayInputStream(bytes, MAGIC_BYTES, body - MAGIC_BYTES));
    int found = data.readInt();
    if (found != format) {
      throw new IOException("format " + found + " (expected: " + format + ")");
    }
    return reader.read(data);
  }

  /** The bytes of a model. */
  static byte[] bytes(String magic, int format, Writer writer) {
    var bytes = new ByteArrayOutputStream();
    try (var data = new DataOutputStream(bytes)) {
      data.writeBytes(magic);
      data.writeInt(format);
      writer.write(data);
      var crc = new CRC32();
      crc.update(bytes.toByteArray());
      data.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static short[] shorts(DataInputStream data, int count) throws IOException {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = data.readShort();
    }
    return values;
  }

  static void write(DataOutputStream data, short[] values) throws IOException {
    for (short value : values) {
      data.writeShort(value);
    }
  }
}
