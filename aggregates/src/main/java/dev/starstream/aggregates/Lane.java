package dev.starstream.aggregates;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A topic partition that this sink owns: the records on their way and the range that is planned.
 * Owned by one sink thread. A lane ends when the partition is taken away; getting the partition
 * back makes a new one.
 */
final class Lane {

  /**
   * The most offsets that a planned range spans, whatever {@code maxRows}: if the committed offset
   * is lost, everything below the table's highest offset by more than this is known to be complete.
   */
  static final long MAX_SPAN = 200_000;

  /**
   * A range that is inserted under one token a block.
   *
   * @param recovered whether it was planned before this lane, so that rows may be there already
   */
  record Plan(long first, long last, boolean recovered) {}

  private record Arrival(ConsumerRecord<byte[], byte[]> kafkaRecord, long nanos) {}

  private final TopicPartition partition;
  private final ArrayDeque<Arrival> backlog = new ArrayDeque<>();
  private long bytes;
  private Optional<Uuid> topicId = Optional.empty();
  private Optional<Plan> plan = Optional.empty();
  private boolean planInserted;
  private long nextOffset;
  private long storedUpTo = -1;
  private long verifiedNanos;

  Lane(TopicPartition partition) {
    this.partition = partition;
  }

  TopicPartition partition() {
    return partition;
  }

  /** Whether the lane knows where to begin; until then it takes no records. */
  boolean adopted() {
    return topicId.isPresent();
  }

  Uuid topicId() {
    return topicId.orElseThrow();
  }

  /** Kafka's topic id as the UUID that the rows carry. */
  UUID topicUuid() {
    return new UUID(topicId().getMostSignificantBits(), topicId().getLeastSignificantBits());
  }

  /**
   * Begins.
   *
   * @param storedUpTo highest offset of this topic partition in any of its tables, -1 for none: up
   *     to there a row may be there already
   * @param recovered a range that was planned before and may be inserted or not
   */
  void adopt(Uuid topicId, long nextOffset, long storedUpTo, Optional<Plan> recovered) {
    this.topicId = Optional.of(topicId);
    this.nextOffset = nextOffset;
    this.storedUpTo = storedUpTo;
    this.plan = recovered;
    this.planInserted = false;
    this.backlog.clear();
    this.bytes = 0;
    // Whoever planned this range may not be the one to insert it.
    this.verifiedNanos = System.nanoTime() - Duration.ofHours(1).toNanos();
  }

  /** Forgets all, as if the partition had just been assigned. */
  void startOver() {
    topicId = Optional.empty();
    plan = Optional.empty();
    backlog.clear();
    bytes = 0;
  }

  long storedUpTo() {
    return storedUpTo;
  }

  /**
   * Takes a record.
   *
   * @return whether it follows the ones before; if not, the topic was made again or rewound
   */
  boolean add(ConsumerRecord<byte[], byte[]> kafkaRecord, long nanos) {
    if (kafkaRecord.offset() < nextOffset) {
      return false;
    }
    nextOffset = kafkaRecord.offset() + 1;
    backlog.add(new Arrival(kafkaRecord, nanos));
    bytes += size(kafkaRecord);
    return true;
  }

  long bytes() {
    return bytes;
  }

  boolean full(SinkConfig config) {
    return backlog.size() >= config.batches().maxRows() || bytes >= config.batches().maxBytes();
  }

  Optional<Plan> plan() {
    return plan;
  }

  /**
   * Whether it is time to insert.
   *
   * @param position the consumer's: the next offset that it will hand out
   * @param hurry as soon as there is anything
   * @param patience how long the first record may wait for others
   */
  boolean due(SinkConfig config, long nowNanos, long position, boolean hurry, Duration patience) {
    if (plan.isPresent()) {
      return position > plan.get().last();
    }
    return !backlog.isEmpty() && (hurry || full(config) || age(nowNanos).compareTo(patience) >= 0);
  }

  private Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - backlog.getFirst().nanos());
  }

  /** The range to insert next: the one that was planned before, or as much as one insert takes. */
  Plan nextPlan(SinkConfig config) {
    if (plan.isEmpty()) {
      var first = backlog.getFirst().kafkaRecord().offset();
      var last = first;
      var rows = 0;
      var taken = 0L;
      for (var arrival : backlog) {
        var kafkaRecord = arrival.kafkaRecord();
        if (rows == config.batches().maxRows()
            || (rows > 0 && taken + size(kafkaRecord) > config.batches().maxBytes())
            || kafkaRecord.offset() - first >= MAX_SPAN) {
          break;
        }
        rows++;
        taken += size(kafkaRecord);
        last = kafkaRecord.offset();
      }
      return new Plan(first, last, false);
    }
    return plan.get();
  }

  /** The plan stands in Kafka from now on. */
  void planned(Plan plan) {
    this.plan = Optional.of(plan);
  }

  /** The records of the plan, in order. */
  List<ConsumerRecord<byte[], byte[]>> plannedRecords() {
    var last = plan.orElseThrow().last();
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (var arrival : backlog) {
      if (arrival.kafkaRecord().offset() > last) {
        break;
      }
      records.add(arrival.kafkaRecord());
    }
    return records;
  }

  boolean planInserted() {
    return planInserted;
  }

  /** All rows of the plan are in their tables; only the commit is left. */
  void markPlanInserted() {
    planInserted = true;
  }

  /** The offset after the plan is committed: its records are done with. */
  void finishPlan() {
    var last = plan.orElseThrow().last();
    while (!backlog.isEmpty() && backlog.getFirst().kafkaRecord().offset() <= last) {
      bytes -= size(backlog.removeFirst().kafkaRecord());
    }
    plan = Optional.empty();
    planInserted = false;
  }

  /** Remembers that the group's coordinator has just taken a commit of ours. */
  void verified(long nanos) {
    verifiedNanos = nanos;
  }

  Duration sinceVerified(long nowNanos) {
    return Duration.ofNanos(nowNanos - verifiedNanos);
  }

  private static long size(ConsumerRecord<byte[], byte[]> kafkaRecord) {
    // 64: what a record costs however small it is.
    return 64L
        + Math.max(0, kafkaRecord.serializedKeySize())
        + Math.max(0, kafkaRecord.serializedValueSize());
  }
}
