package dev.starstream.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.ingest.AnswerImport.RefusedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The refused records of an import, as NDJSON: {@code {"file","line","id"?,"problems":[{"pointer",
 * "detail"}],"record"}}, where {@code record} is the record as it came, with the answer's text, or
 * null if it was too long. Only its owner may read a new file. Bytes that are no UTF-8 are U+FFFD.
 */
public final class ImportRejects implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FileChannel channel;

  private ImportRejects(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens the file.
   *
   * @param keep how many of its bytes stay: 0 for a new import, or what a checkpoint says
   */
  public static ImportRejects open(Path path, long keep) throws IOException {
    var channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownersOnly());
    channel.truncate(keep);
    channel.position(channel.size());
    return new ImportRejects(channel);
  }

  /** It holds what candidates wrote. */
  private static FileAttribute<?>[] ownersOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Appends a record. */
  public void add(String file, RefusedRecord refused) {
    var line = JSON.createObjectNode().put("file", file).put("line", refused.line());
    refused.id().ifPresent(id -> line.put("id", id));
    var problems = line.putArray("problems");
    refused
        .problems()
        .forEach(
            problem ->
                problems
                    .addObject()
                    .put("pointer", problem.pointer())
                    .put("detail", problem.detail()));
    line.put("record", refused.text().map(Unicode::valid).orElse(null));
    try {
      var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How long the file is. */
  public long bytes() {
    try {
      return channel.position();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
