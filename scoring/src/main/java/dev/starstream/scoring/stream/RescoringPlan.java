package dev.starstream.scoring.stream;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a re-scoring begins. Each committed offset carries, as its metadata, the start that was
 * asked for, so that a later run knows what is done.
 *
 * @param version the scorer's
 * @param topicId of the topic that is read
 * @param from the start that holds: the one asked for, or an earlier one that is under way
 * @param starts where partitions begin that nobody has begun; one that is missing here was added
 *     later and begins at its beginning
 */
record RescoringPlan(
    String version, String topicId, Instant from, Map<TopicPartition, Long> starts) {

  RescoringPlan {
    starts = Map.copyOf(starts);
  }

  /**
   * Makes the plan.
   *
   * @param asked the start that is asked for
   * @param committed what the group has committed
   * @param traces by partition the last trace of this version that was found in the topic written
   *     to; asked for where nothing is committed
   * @param byTime the first offset of each partition at or after a time
   * @throws RescoringRefusedException if a partition was begun later than asked for
   */
  static RescoringPlan of(
      String version,
      String topicId,
      Instant asked,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, RescoringTrace> traces,
      OffsetsByTime byTime) {
    var from = asked;
    var begun = new HashMap<TopicPartition, Instant>();
    traces.forEach((partition, trace) -> begun.put(partition, trace.from()));
    committed.forEach(
        (partition, offset) -> begunAt(offset).ifPresent(at -> begun.put(partition, at)));
    for (var start : begun.values()) {
      if (start.isAfter(asked)) {
        throw earlierStart(version, start, asked);
      }
      from = start.isBefore(from) ? start : from;
    }
    var starts = new HashMap<>(byTime.firstAtOrAfter(from));
    traces.forEach((partition, trace) -> starts.put(partition, trace.offset() + 1));
    return new RescoringPlan(version, topicId, from, starts);
  }

  /** The first offset of each partition at or after a time; its end if there is none. */
  interface OffsetsByTime {
    Map<TopicPartition, Long> firstAtOrAfter(Instant time);
  }

  /** Where to go on in a partition, given what the group has committed for it. */
  long position(TopicPartition partition, Optional<OffsetAndMetadata> committed) {
    committed
        .flatMap(RescoringPlan::begunAt)
        .filter(begun -> begun.isAfter(from))
        .ifPresent(
            begun -> {
              // Somebody else began it while we started.
              throw earlierStart(version, begun, from);
            });
    return committed
        .map(OffsetAndMetadata::offset)
        .orElseGet(() -> starts.getOrDefault(partition, 0L));
  }

  /** What to commit when all before this offset is done. */
  OffsetAndMetadata done(long offset) {
    return new OffsetAndMetadata(offset, "from " + from);
  }

  RescoringTrace trace(int partition, long offset) {
    return new RescoringTrace(version, topicId, partition, offset, from);
  }

  /** The start that a committed offset tells of; empty if somebody set it by hand. */
  private static Optional<Instant> begunAt(OffsetAndMetadata committed) {
    if (committed == null || !committed.metadata().startsWith("from ")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(committed.metadata().substring("from ".length())));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static RescoringRefusedException earlierStart(
      String version, Instant begun, Instant asked) {
    return new RescoringRefusedException(
        "version %s was rescored from %s; an earlier start, %s, would count answers twice"
                .formatted(version, begun, asked)
            + " (expected: "
            + begun
            + " or later)");
  }
}
