package dev.starstream.scoring.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Opens the Kafka clients of a re-scoring, with the settings that its guarantee rests on.
 *
 * @param kafka how to reach Kafka, under Kafka's own names
 * @param group the consumer group, one a version
 */
record RescoringClients(Map<String, String> kafka, String group) {

  /** As Kafka Streams has it: how long a killed instance's last transaction is in the way. */
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  /** How long the partitions of an instance that was killed lie idle. */
  private static final int SESSION_TIMEOUT_MS = 10_000;

  Admin openAdmin() {
    var properties = new HashMap<String, Object>(kafka);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return Admin.create(properties);
  }

  /** A member of the group. */
  KafkaConsumer<byte[], byte[]> openMember() {
    return openConsumer(Optional.of(group));
  }

  /** A consumer of whichever partitions it chooses itself. */
  KafkaConsumer<byte[], byte[]> openReader() {
    return openConsumer(Optional.empty());
  }

  private KafkaConsumer<byte[], byte[]> openConsumer(Optional<String> member) {
    var properties = new HashMap<String, Object>(kafka);
    member.ifPresent(
        name -> {
          properties.put(ConsumerConfig.GROUP_ID_CONFIG, name);
          properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
          properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MS / 5);
        });
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // For offsets that the topic's retention has overtaken.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  KafkaProducer<byte[], byte[]> openProducer() {
    var properties = new HashMap<String, Object>(kafka);
    // A name of its own: who owns a partition is the group's to say, not the producer's.
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + UUID.randomUUID());
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
