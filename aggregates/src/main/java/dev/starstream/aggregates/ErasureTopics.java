package dev.starstream.aggregates;

import dev.starstream.aggregates.ErasureUnavailableException.Dependency;
import dev.starstream.events.CandidateErased;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ForgetAnswer;
import dev.starstream.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells the other stages of an erasure. Returns when Kafka has it. Safe for many threads. */
final class ErasureTopics implements AutoCloseable {

  /** What fits into one record of candidates.erased; more are forgotten all the same. */
  private static final int MAX_LISTED_IDS = 20_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admin admin;
  private final Producer<String, byte[]> producer;
  private final Serializer<CandidateErased> serializer;

  private ErasureTopics(
      Admin admin, Producer<String, byte[]> producer, Serializer<CandidateErased> serializer) {
    this.admin = admin;
    this.producer = producer;
    this.serializer = serializer;
  }

  /** Starts the clients. Neither Kafka nor the registry need be up yet. */
  static ErasureTopics open(Map<String, String> kafka, Map<String, String> registry) {
    var admin = new HashMap<String, Object>(kafka);
    admin.put("client.id", "starstream-erasure");
    admin.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    admin.put("request.timeout.ms", (int) PATIENCE.toMillis());
    var producer = new HashMap<String, Object>(kafka);
    producer.put("client.id", "starstream-erasure");
    producer.put("acks", "all");
    producer.put("enable.idempotence", true);
    producer.put("linger.ms", 5);
    producer.put("max.request.size", Topics.CANDIDATES_ERASED.maxMessageBytes());
    producer.put("max.block.ms", PATIENCE.toMillis());
    producer.put("delivery.timeout.ms", 2 * (int) PATIENCE.toMillis());
    producer.put("request.timeout.ms", (int) PATIENCE.toMillis());
    return new ErasureTopics(
        Admin.create(admin),
        new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer()),
        AvroSerdes.of(registry).candidateErased().serializer());
  }

  /**
   * When Kafka has deleted all that it holds now, by the settings that the topics really have;
   * empty for never. A record goes with its segment, and a segment may take records for {@code
   * segment.ms} before its retention begins to count.
   */
  Optional<Instant> clearAt(Instant now) {
    var topics = new ArrayList<ConfigResource>();
    for (var topic : Topics.ALL) {
      if (topic.retention().isPresent()) {
        topics.add(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      }
    }
    var longest = Duration.ZERO;
    for (var config : await(() -> admin.describeConfigs(topics).all()).values()) {
      var retention = millis(config, TopicConfig.RETENTION_MS_CONFIG);
      if (retention < 0) {
        return Optional.empty();
      }
      var kept =
          Duration.ofMillis(retention).plusMillis(millis(config, TopicConfig.SEGMENT_MS_CONFIG));
      longest = kept.compareTo(longest) > 0 ? kept : longest;
    }
    return Optional.of(now.plus(longest));
  }

  private static long millis(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  /** From here on the scoring stage refuses answers of the candidate. */
  void announce(ErasedCandidate candidate, Instant erasedAt, List<UUID> answerIds) {
    var event =
        CandidateErased.newBuilder()
            .setErasureId(candidate.erasureId())
            .setTenantId(candidate.tenantId())
            .setCandidateKey(CandidateKey.hex(candidate.candidateKey()))
            .setErasedAt(erasedAt)
            .setAnswerIds(answerIds.stream().limit(MAX_LISTED_IDS).toList())
            .build();
    var topic = Topics.CANDIDATES_ERASED.name();
    var key = CandidateKey.erasureKey(candidate.tenantId(), candidate.candidateKey());
    send(List.of(new ProducerRecord<>(topic, key, serialized(topic, event))));
  }

  /** The scoring stage forgets these ids, which it remembers to tell repeated answers. */
  void forget(UUID erasureId, List<UUID> answerIds) {
    var records = new ArrayList<ProducerRecord<String, byte[]>>();
    for (var answerId : answerIds) {
      var forgotten =
          new ProducerRecord<String, byte[]>(
              Topics.ANSWERS_SUBMITTED.name(), answerId.toString(), null);
      forgotten
          .headers()
          .add(ForgetAnswer.HEADER, erasureId.toString().getBytes(StandardCharsets.UTF_8));
      records.add(forgotten);
    }
    send(records);
  }

  private byte[] serialized(String topic, CandidateErased event) {
    try {
      return serializer.serialize(topic, event);
    } catch (KafkaException e) {
      throw new ErasureUnavailableException(
          Dependency.SCHEMA_REGISTRY,
          "the schema registry did not give the schema id of " + Topics.CANDIDATES_ERASED.subject(),
          e);
    }
  }

  private void send(List<ProducerRecord<String, byte[]>> records) {
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var one : records) {
      sent.add(unlessDown(() -> producer.send(one)));
    }
    for (var one : sent) {
      await(() -> one);
    }
  }

  private interface Asking<T> {
    Future<T> ask();
  }

  private static <T> Future<T> unlessDown(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (KafkaException e) {
      throw kafkaDown(e);
    }
  }

  private static <T> T await(Asking<T> asking) {
    try {
      return unlessDown(asking).get(3 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw kafkaDown(e.getCause());
    } catch (TimeoutException e) {
      throw kafkaDown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw kafkaDown(e);
    }
  }

  private static ErasureUnavailableException kafkaDown(Throwable cause) {
    return new ErasureUnavailableException(
        Dependency.KAFKA, "Kafka did not take an erasure: " + cause, cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    admin.close(Duration.ofSeconds(1));
  }
}
