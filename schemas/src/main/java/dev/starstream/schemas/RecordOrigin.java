package dev.starstream.schemas;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * Where a record first stood. A record that travels on as another one (a replay of a reject, a
 * repartitioned submission) carries it in the header {@value #HEADER}, so that whatever becomes of
 * it is told of the first one: rejected again for the same reason it is the same reject.
 *
 * @param recordedAt the record's timestamp: tells it from one at the same offset before the topic
 *     was deleted and made again
 */
public record RecordOrigin(String topic, int partition, long offset, Instant recordedAt) {

  /** Headers of this name, and all that begin so, are ours and no part of the original record. */
  public static final String PREFIX = "starstream-";

  static final String HEADER = PREFIX + "origin";

  private static final Pattern VALUE =
      Pattern.compile("(\\S{1,249}) (\\d{1,9}) (\\d{1,18}) (-?\\d{1,18})");

  /** Puts it among the headers, in place of one that is there. */
  public void write(Headers headers) {
    headers.remove(HEADER);
    var value = "%s %d %d %d".formatted(topic, partition, offset, recordedAt.toEpochMilli());
    headers.add(HEADER, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The origin among the headers; empty if there is none, or none that can be read. */
  public static Optional<RecordOrigin> read(Headers headers) {
    var header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    var parts = VALUE.matcher(new String(header.value(), StandardCharsets.UTF_8));
    return parts.matches()
        ? Optional.of(
            new RecordOrigin(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Long.parseLong(parts.group(3)),
                Instant.ofEpochMilli(Long.parseLong(parts.group(4)))))
        : Optional.empty();
  }

  /** Whether a header is ours, so that it is no part of the original record. */
  public static boolean isInternal(String header) {
    return header.startsWith(PREFIX);
  }
}
