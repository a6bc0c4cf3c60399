package dev.starstream.drill;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a consumer group has not done yet. */
final class Backlog {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String bootstrap;
  private final String group;
  private final Map<String, Object> properties;

  Backlog(String bootstrap, String group) {
    this.bootstrap = bootstrap;
    this.group = group;
    properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            1);
  }

  /**
   * Whether every committed record of these topics, and of others that the group reads, such as a
   * topology's own, lies before the group's offset. Offsets cannot be subtracted to tell:
   * transactions end in markers, which take offsets and are no records. Behind an open transaction,
   * such as that of a process that was killed, committed records are hidden until it times out: a
   * partition with one is not read.
   *
   * @return false also while Kafka cannot say
   */
  boolean isEmpty(String... topics) {
    try {
      return isRead(topics);
    } catch (KafkaException e) {
      return false;
    }
  }

  private boolean isRead(String... topics) {
    try (var consumer = consumer(properties)) {
      var partitions = partitions(consumer, topics);
      var committed = consumer.committed(partitions, PATIENCE);
      var ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
      if (!written(partitions).equals(ends)) {
        return false;
      }
      var beginnings = consumer.beginningOffsets(partitions, PATIENCE);
      consumer.assign(partitions);
      for (var partition : partitions) {
        var offset = committed.get(partition);
        var from = offset == null ? beginnings.get(partition) : (Long) offset.offset();
        if (from > ends.get(partition)) {
          // Of a topic that is no more.
          return false;
        }
        consumer.seek(partition, from);
        if (from >= ends.get(partition)) {
          ends.remove(partition);
        }
      }
      while (!ends.isEmpty()) {
        if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
          return false;
        }
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
      return true;
    }
  }

  /** Ends of partitions, open transactions included. */
  private Map<TopicPartition, Long> written(Set<TopicPartition> partitions) {
    var all = new HashMap<>(properties);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (var consumer = consumer(all)) {
      return consumer.endOffsets(partitions, PATIENCE);
    }
  }

  /** Where the group stands in each partition that it has not read to its end, for people. */
  List<String> describe(String... topics) {
    try (var readable = consumer(properties)) {
      var partitions = partitions(readable, topics);
      var committed = readable.committed(partitions, PATIENCE);
      var readableTo = readable.endOffsets(partitions, PATIENCE);
      var writtenTo = written(partitions);
      return partitions.stream()
          .filter(
              partition ->
                  committed.get(partition) == null
                      || committed.get(partition).offset() < writtenTo.get(partition))
          .map(
              partition ->
                  "%s at %s, readable to %d, written to %d"
                      .formatted(
                          partition,
                          committed.get(partition) == null
                              ? "the beginning"
                              : committed.get(partition).offset(),
                          readableTo.get(partition),
                          writtenTo.get(partition)))
          .sorted()
          .toList();
    } catch (KafkaException e) {
      return List.of("Kafka cannot say: " + e.getMessage());
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Set<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String... topics) {
    var partitions =
        Arrays.stream(topics)
            .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .collect(Collectors.toSet());
    partitions.addAll(alsoRead());
    return partitions;
  }

  private Set<TopicPartition> alsoRead() {
    try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet();
    } catch (ExecutionException e) {
      throw new KafkaException("cannot ask for the offsets of " + group, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
