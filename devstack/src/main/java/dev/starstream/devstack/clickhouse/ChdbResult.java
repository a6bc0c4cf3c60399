package dev.starstream.devstack.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;

/** What a statement gave, in the engine's memory until closed. */
final class ChdbResult implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final ChdbFunctions functions;
  private final Pointer result;

  ChdbResult(ChdbFunctions functions, Pointer result) {
    this.functions = functions;
    this.result = result;
  }

  long length() {
    return functions.resultLength(result);
  }

  void writeTo(OutputStream out) throws IOException {
    long length = length();
    Pointer buffer = functions.resultBuffer(result);
    byte[] chunk = new byte[(int) Math.min(length, CHUNK)];
    for (long offset = 0; offset < length; offset += chunk.length) {
      int size = (int) Math.min(chunk.length, length - offset);
      buffer.read(offset, chunk, 0, size);
      out.write(chunk, 0, size);
    }
  }

  String text() {
    long length = length();
    return length == 0
        ? ""
        : new String(
            functions.resultBuffer(result).getByteArray(0, Math.toIntExact(length)), UTF_8);
  }

  /** The value of the header {@code X-ClickHouse-Summary}; numbers are strings there. */
  String summary(long elapsedNanos) {
    return "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}"
        .formatted(
            functions.resultRowsRead(result),
            functions.resultBytesRead(result),
            functions.resultRowsWritten(result),
            functions.resultBytesWritten(result),
            functions.resultRowsWritten(result),
            length(),
            elapsedNanos);
  }

  @Override
  public void close() {
    functions.destroyQueryResult(result);
  }
}
