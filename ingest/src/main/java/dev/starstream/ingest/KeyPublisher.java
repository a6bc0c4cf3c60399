package dev.starstream.ingest;

import dev.starstream.events.ApiKey;
import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes API keys, new and revoked ones, to the topic {@code api.keys}. */
public final class KeyPublisher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Producer<String, ApiKey> producer;

  private KeyPublisher(Producer<String, ApiKey> producer) {
    this.producer = producer;
  }

  /** Starts a producer. Neither Kafka nor the registry need be up yet. */
  public static KeyPublisher open(Map<String, ?> kafka, Map<String, ?> registry) {
    var config = new HashMap<String, Object>(kafka);
    config.put("client.id", "starstream-api-keys");
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("max.block.ms", PATIENCE.toMillis());
    config.put("request.timeout.ms", (int) PATIENCE.toMillis() / 2);
    config.put("delivery.timeout.ms", (int) PATIENCE.toMillis());
    return new KeyPublisher(
        new KafkaProducer<>(
            config, new StringSerializer(), AvroSerdes.of(registry).apiKey().serializer()));
  }

  /**
   * Returns once all in-sync replicas have the key.
   *
   * @throws PublishingUnavailableException if Kafka or the registry is down
   */
  public void publish(IssuedKey key) {
    try {
      producer.send(new ProducerRecord<>(Topics.API_KEYS.name(), key.id(), key.toAvro())).get();
    } catch (SerializationException e) {
      throw new PublishingUnavailableException(
          Dependency.SCHEMA_REGISTRY,
          "the schema registry did not give the schema id of " + Topics.API_KEYS.subject(),
          e);
    } catch (KafkaException | ExecutionException e) {
      throw kafkaDown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw kafkaDown(e);
    }
  }

  private static PublishingUnavailableException kafkaDown(Exception cause) {
    return new PublishingUnavailableException(
        Dependency.KAFKA, "Kafka did not acknowledge a record of " + Topics.API_KEYS.name(), cause);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}
