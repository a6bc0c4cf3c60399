package dev.starstream.aggregates;

import dev.starstream.aggregates.Lane.Plan;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;

/** Where a sink begins with a partition that it is given. */
final class Reconciliation {

  /**
   * The decision.
   *
   * @param plan a range that begins here, was planned before and may be inserted or not
   */
  record Start(long offset, Optional<Plan> plan, String because) {}

  /**
   * Weighs Kafka's committed offset against what the tables hold. The offset is trusted where there
   * is one: it moves only after an insert. The tables decide where it is lost.
   *
   * @param committed the group's offset of this partition, if it has one
   * @param stored the highest offset of this topic id and partition in any table, -1 for none
   * @param beginning the first offset that Kafka still has
   */
  static Start start(
      Optional<OffsetAndMetadata> committed,
      Uuid topicId,
      int generation,
      long stored,
      long beginning) {
    var note = committed.flatMap(offset -> OffsetNote.parse(offset.metadata()));
    if (note.isPresent() && !note.get().topicId().equals(topicId)) {
      return new Start(beginning, Optional.empty(), "the topic was made again");
    }
    if (committed.isEmpty()) {
      // All below the last range is complete, and no range is longer than that.
      return stored < 0
          ? new Start(beginning, Optional.empty(), "nothing committed, nothing stored")
          : new Start(
              Math.max(beginning, stored + 1 - Lane.MAX_SPAN),
              Optional.empty(),
              "nothing committed, the table decides");
    }
    var offset = committed.get().offset();
    if (offset < beginning) {
      return new Start(beginning, Optional.empty(), "Kafka has deleted what was not inserted");
    }
    if (note.isEmpty()) {
      return new Start(offset, Optional.empty(), "somebody else set the offset");
    }
    if (note.get().plannedLast().isPresent() && note.get().generation() == generation) {
      var plan = new Plan(offset, note.get().plannedLast().getAsLong(), true);
      return new Start(offset, Optional.of(plan), "a range was planned and not committed");
    }
    return new Start(offset, Optional.empty(), "committed");
  }

  private Reconciliation() {}
}
