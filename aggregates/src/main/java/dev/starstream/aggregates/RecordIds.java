package dev.starstream.aggregates;

import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.RecordOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads ranges of topics without a consumer group: nothing that others see changes. */
final class RecordIds implements AutoCloseable {

  /**
   * A record.
   *
   * @param origin where it stood first, if it is a replay
   */
  record Found(UUID id, Optional<RecordOrigin> origin) {}

  /** The id of a record that cannot be decoded. */
  static final UUID UNDECODABLE = new UUID(0, 0);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;

  RecordIds(Map<String, String> kafka) {
    var properties = new HashMap<String, Object>(kafka);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "starstream-verify");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    // The next partition waits for what was asked ahead of this one's end, half a second otherwise.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The first offset that Kafka still has. */
  long beginning(TopicPartition partition) {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  /** The offset after the last record that a reader of committed records gets. */
  long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** The first offset of a record of that time or later; the end if there is none. */
  long since(TopicPartition partition, Instant time) {
    var found = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return found == null ? end(partition) : found.offset();
  }

  /** The records from first to before end, by offset. */
  SortedMap<Long, Found> ids(
      TopicPartition partition, long first, long end, Deserializer<UUID> deserializer) {
    var ids = new TreeMap<Long, Found>();
    read(
        partition,
        first,
        end,
        kafkaRecord ->
            ids.put(
                kafkaRecord.offset(),
                new Found(
                    id(deserializer, partition.topic(), kafkaRecord.value()),
                    RecordOrigin.read(kafkaRecord.headers()))));
    return ids;
  }

  private static UUID id(Deserializer<UUID> deserializer, String topic, byte[] value) {
    try {
      var id = value == null ? null : deserializer.deserialize(topic, value);
      return id == null ? UNDECODABLE : id;
    } catch (SerializationException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      return UNDECODABLE;
    }
  }

  /** Hands out the records from first to before end. */
  void read(
      TopicPartition partition,
      long first,
      long end,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    if (first >= end) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, first);
    var position = first;
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (position < end) {
      for (var kafkaRecord : consumer.poll(POLL).records(partition)) {
        if (kafkaRecord.offset() < end) {
          reader.accept(kafkaRecord);
        }
      }
      var now = System.nanoTime();
      if (consumer.position(partition) > position) {
        position = consumer.position(partition);
        deadline = now + PATIENCE.toNanos();
      } else if (now - deadline > 0) {
        throw new TimeoutException(
            partition + ": no record from offset " + position + " for " + PATIENCE);
      }
    }
  }

  /**
   * Also when the thread was interrupted, which ends a verification: Kafka logs that as an error.
   */
  @Override
  public void close() {
    var interrupted = Thread.interrupted();
    try {
      consumer.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
