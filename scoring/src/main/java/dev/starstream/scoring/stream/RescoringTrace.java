package dev.starstream.scoring.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * Which record a re-scored answer was made of, in the header {@value #HEADER}. Kafka forgets a
 * group's offsets a week after its last member has left; what the topic itself tells lasts as long
 * as the answers, so that a run that is started again then still counts nothing twice.
 *
 * @param version of the scorer
 * @param topicId of the topic that was read: another one if it was made anew
 * @param from the start that was asked for
 */
record RescoringTrace(String version, String topicId, int partition, long offset, Instant from) {

  /** Begins like all headers that are ours: see {@link dev.starstream.schemas.RecordOrigin}. */
  static final String HEADER = "starstream-rescored";

  private static final Pattern VALUE =
      Pattern.compile("(\\S+) (\\S+) (\\d{1,9}) (\\d{1,18}) (-?\\d{1,15})");

  void write(Headers headers) {
    var value =
        "%s %s %d %d %d".formatted(version, topicId, partition, offset, from.toEpochMilli());
    headers.add(HEADER, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The trace among the headers; empty if there is none, or none that can be read. */
  static Optional<RescoringTrace> read(Headers headers) {
    var header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    var parts = VALUE.matcher(new String(header.value(), StandardCharsets.UTF_8));
    return parts.matches()
        ? Optional.of(
            new RescoringTrace(
                parts.group(1),
                parts.group(2),
                Integer.parseInt(parts.group(3)),
                Long.parseLong(parts.group(4)),
                Instant.ofEpochMilli(Long.parseLong(parts.group(5)))))
        : Optional.empty();
  }
}
