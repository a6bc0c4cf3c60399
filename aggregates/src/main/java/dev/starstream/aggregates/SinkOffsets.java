package dev.starstream.aggregates;

import dev.starstream.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** How far a sink's consumer group has come. It may be used by several threads. */
public final class SinkOffsets implements AutoCloseable {

  /** The topics that a sink reads. */
  static final List<String> TOPICS =
      List.of(
          Topics.ANSWERS_SCORED.name(),
          Topics.ANSWERS_RESCORED.name(),
          Topics.ANSWERS_REJECTED.name());

  /**
   * A partition.
   *
   * @param committed offset up to which everything is in the tables; 0 if the group has committed
   *     nothing
   * @param plannedLast last offset of the range that is being inserted, if one is
   */
  record Progress(
      TopicPartition partition, UUID topicId, long committed, OptionalLong plannedLast) {}

  private final Admin admin;
  private final String group;

  private SinkOffsets(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  /** Of the sink with this configuration, whichever process it runs in. */
  public static SinkOffsets open(SinkConfig config) {
    return new SinkOffsets(Admin.create(new HashMap<>(config.kafka())), config.name());
  }

  /**
   * Records that Kafka has and the tables do not have yet, by topic. Markers of transactions count
   * as records, so a topic that is read to its end may show a few.
   *
   * @throws KafkaException if Kafka cannot be asked
   */
  public Map<String, Long> lag() {
    var progress = progress();
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    progress.forEach(one -> latest.put(one.partition(), OffsetSpec.latest()));
    var ends = get(admin.listOffsets(latest).all());
    var lag = new TreeMap<String, Long>();
    for (var one : progress) {
      var behind = Math.max(0, ends.get(one.partition()).offset() - one.committed());
      lag.merge(one.partition().topic(), behind, Long::sum);
    }
    return lag;
  }

  /** Every partition of every topic. What was committed for an earlier topic of the name is 0. */
  List<Progress> progress() {
    var committed = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    var progress = new ArrayList<Progress>();
    for (var topic : get(admin.describeTopics(TOPICS).allTopicNames()).values()) {
      for (var info : topic.partitions()) {
        var partition = new TopicPartition(topic.name(), info.partition());
        progress.add(
            progress(partition, topic.topicId(), Optional.ofNullable(committed.get(partition))));
      }
    }
    return progress;
  }

  private static Progress progress(
      TopicPartition partition, Uuid topicId, Optional<OffsetAndMetadata> committed) {
    var note = committed.flatMap(offset -> OffsetNote.parse(offset.metadata()));
    var known = note.map(one -> one.topicId().equals(topicId)).orElse(true);
    return new Progress(
        partition,
        new UUID(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits()),
        known ? committed.map(OffsetAndMetadata::offset).orElse(0L) : 0,
        known
            ? note.map(OffsetNote::plannedLast).orElse(OptionalLong.empty())
            : OptionalLong.empty());
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafka) {
        throw kafka;
      }
      throw new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
