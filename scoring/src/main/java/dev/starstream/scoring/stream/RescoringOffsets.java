package dev.starstream.scoring.stream;

import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka what there is to score again and how far it is done. Safe for several threads. */
final class RescoringOffsets implements AutoCloseable {

  private static final Duration SCAN_PATIENCE = Duration.ofMinutes(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final RescoringClients clients;
  private final Admin admin;

  RescoringOffsets(RescoringClients clients, Admin admin) {
    this.clients = clients;
    this.admin = admin;
  }

  /** The topics, all of them there. */
  Map<String, TopicDescription> describe(Topics.Topic... topics) {
    var names = Arrays.stream(topics).map(Topics.Topic::name).toList();
    try {
      return get(admin.describeTopics(names).allTopicNames());
    } catch (UnknownTopicOrPartitionException e) {
      throw new RescoringRefusedException(
          "Kafka lacks one of the topics "
              + String.join(", ", names)
              + " (expected: made by `starstream migrate`)");
    }
  }

  static List<TopicPartition> partitions(TopicDescription topic) {
    return IntStream.range(0, topic.partitions().size())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .toList();
  }

  /** When Kafka had the first record that is still there; empty if there is none. */
  Optional<Instant> firstRecord(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.forTimestamp(0)).values().stream()
        .filter(first -> first.offset() >= 0)
        .map(first -> Instant.ofEpochMilli(first.timestamp()))
        .min(Instant::compareTo);
  }

  /**
   * The first offset of each partition at or after a time; its end if there is none. What lies
   * longer than the topic's retention is about to go and is left alone: traces of it may be gone
   * already.
   */
  Map<TopicPartition, Long> firstAtOrAfter(Collection<TopicPartition> partitions, Instant time) {
    var oldest = Instant.now().minus(Topics.ANSWERS_SCORED.retention().orElseThrow());
    var first = time.isBefore(oldest) ? oldest : time;
    var found = offsets(partitions, OffsetSpec.forTimestamp(first.toEpochMilli()));
    var ends = ends(partitions);
    return partitions.stream()
        .collect(
            Collectors.toMap(
                partition -> partition,
                partition ->
                    found.get(partition).offset() >= 0
                        ? found.get(partition).offset()
                        : ends.get(partition)));
  }

  /** Where the partitions end now; what is in an open transaction is not there yet. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    var asked = partitions.stream().collect(Collectors.toMap(tp -> tp, tp -> spec));
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    return get(admin.listOffsets(asked, options).all());
  }

  /** What the group has committed. */
  Map<TopicPartition, OffsetAndMetadata> committed() {
    var committed =
        get(admin.listConsumerGroupOffsets(clients.group()).partitionsToOffsetAndMetadata());
    var known = new HashMap<>(committed);
    known.values().removeIf(offset -> offset == null);
    return known;
  }

  /** The last trace of this version for each partition of the source. */
  Map<TopicPartition, RescoringTrace> traces(
      String version, TopicDescription source, Collection<TopicPartition> written) {
    var last = new HashMap<TopicPartition, RescoringTrace>();
    try (var consumer = clients.openReader()) {
      consumer.assign(written);
      consumer.seekToBeginning(written);
      var open = consumer.endOffsets(written);
      var deadline = System.nanoTime() + SCAN_PATIENCE.toNanos();
      while (open.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              Topics.ANSWERS_RESCORED.name() + " could not be read in " + SCAN_PATIENCE);
        }
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          RescoringTrace.read(record.headers())
              .filter(trace -> trace.version().equals(version))
              .filter(trace -> trace.topicId().equals(source.topicId().toString()))
              .ifPresent(
                  trace ->
                      last.merge(
                          new TopicPartition(source.name(), trace.partition()),
                          trace,
                          (a, b) -> a.offset() > b.offset() ? a : b));
        }
      }
    }
    return last;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSE_TIMEOUT);
  }
}
