package dev.starstream.ingest;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.HomePartitioner;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes answers to {@code answers.submitted} as Avro in Confluent's wire format, with acks=all
 * and idempotence, keyed {@code tenant/candidateRef}, in the partition where they are scored.
 *
 * <p>It never registers a schema and never rejects an answer: what goes wrong here is an outage.
 * Safe for many threads. Close it once no one publishes any more.
 */
public final class AnswerPublisher implements AutoCloseable {

  private static final int LINGER_MS = 5;

  /** A request of 500 answers is a few batches then, not forty. */
  private static final int BATCH_BYTES = 128 * 1024;

  private static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);

  private final Producer<String, AnswerSubmitted> producer;
  private final Duration closeTimeout;

  AnswerPublisher(Producer<String, AnswerSubmitted> producer, Duration closeTimeout) {
    this.producer = producer;
    this.closeTimeout = closeTimeout;
  }

  /** Starts a producer. Neither Kafka nor the registry need be up yet. */
  public static AnswerPublisher open(PublisherSettings settings) {
    Serializer<AnswerSubmitted> values =
        AvroSerdes.of(registryConfig(settings)).answerSubmitted().serializer();
    var config = producerConfig(settings);
    config.put("partitioner.class", HomePartitioner.class);
    return new AnswerPublisher(
        new KafkaProducer<>(config, new StringSerializer(), values), settings.deliveryTimeout());
  }

  static Map<String, Object> producerConfig(PublisherSettings settings) {
    var timeout = settings.deliveryTimeout();
    var config = new HashMap<String, Object>(settings.kafka());
    config.putIfAbsent("client.id", "starstream-ingest");
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("compression.type", "lz4");
    config.put("linger.ms", LINGER_MS);
    config.put("batch.size", BATCH_BYTES);
    config.put("buffer.memory", settings.bufferBytes());
    config.put("delivery.timeout.ms", (int) timeout.toMillis());
    config.put(
        "request.timeout.ms",
        (int) Math.min(LONGEST_REQUEST.toMillis(), timeout.toMillis() - LINGER_MS));
    // Waiting for metadata or for room in the buffer blocks the caller, so it is kept shorter.
    config.put("max.block.ms", Math.min(LONGEST_BLOCK.toMillis(), timeout.toMillis()));
    return config;
  }

  /** The registry is asked once per schema; while it is down, each answer waits for it in turn. */
  static Map<String, Object> registryConfig(PublisherSettings settings) {
    var config = new HashMap<String, Object>(settings.registry());
    config.putIfAbsent("http.connect.timeout.ms", 2000);
    config.putIfAbsent("http.read.timeout.ms", 3000);
    config.putIfAbsent("max.retries", 1);
    config.putIfAbsent("retries.wait.ms", 200);
    return config;
  }

  /**
   * Publishes an answer; may block for {@code max.block.ms} while Kafka or the registry are down.
   *
   * @return completed once all in-sync replicas have the answer, or failed with a {@link
   *     PublishingUnavailableException}
   */
  public CompletableFuture<PublishedAt> publish(AnswerSubmitted answer) {
    var published = new CompletableFuture<PublishedAt>();
    var key = answer.getTenantId() + "/" + answer.getCandidateRef();
    try {
      // The callback says all that this future would.
      var unused =
          producer.send(
              new ProducerRecord<>(Topics.ANSWERS_SUBMITTED.name(), key, answer),
              (metadata, failure) -> {
                if (failure == null) {
                  published.complete(
                      new PublishedAt(metadata.topic(), metadata.partition(), metadata.offset()));
                } else {
                  published.completeExceptionally(unavailable(failure));
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      // IllegalStateException: closed while a request was still under way.
      published.completeExceptionally(unavailable(e));
    }
    return published;
  }

  private static PublishingUnavailableException unavailable(Exception failure) {
    return isOfRegistry(failure)
        ? new PublishingUnavailableException(
            Dependency.SCHEMA_REGISTRY,
            "the schema registry did not give the schema id of "
                + Topics.ANSWERS_SUBMITTED.subject(),
            failure)
        : new PublishingUnavailableException(
            Dependency.KAFKA,
            "Kafka did not acknowledge a record of " + Topics.ANSWERS_SUBMITTED.name(),
            failure);
  }

  /** The serializer turns the registry's errors into Kafka's own, but keeps them as the cause. */
  private static boolean isOfRegistry(Exception failure) {
    var refusal = AccessRefusal.in(failure);
    if (refusal.isPresent()) {
      return refusal.get().server() == AccessRefusal.Server.REGISTRY;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SerializationException
          || cause instanceof RestClientException
          || cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** Waits until what was published is acknowledged or failed, at most the delivery timeout. */
  @Override
  public void close() {
    producer.close(closeTimeout);
  }
}
