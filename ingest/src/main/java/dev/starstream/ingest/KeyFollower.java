package dev.starstream.ingest;

import dev.starstream.events.ApiKey;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps a {@link KeyRing} as the topic {@code api.keys} is: a new or revoked key is known within a
 * second; while Kafka is away the ring stays as it was. A record that cannot be read makes its key
 * unknown, since it may have been its revocation.
 */
public final class KeyFollower implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_RECONNECT_MS = 1000;

  private final TopicFollower<IssuedKey> topic;
  private final KeyRing ring;

  private KeyFollower(TopicFollower<IssuedKey> topic, Clock clock) {
    this.topic = topic;
    this.ring =
        new KeyRing(() -> topic.isComplete() ? Optional.of(topic.all()) : Optional.empty(), clock);
  }

  /**
   * Starts reading. Neither Kafka nor the registry need be up yet.
   *
   * @param kafka {@code bootstrap.servers} and, where the brokers ask for it, security
   * @param registry {@code schema.registry.url} and, where it asks for them, credentials
   */
  public static KeyFollower start(Map<String, ?> kafka, Map<String, ?> registry, Clock clock) {
    var config = new HashMap<String, Object>(kafka);
    config.put("client.id", "starstream-api-keys");
    // No group: each process reads all of it, from the beginning.
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("allow.auto.create.topics", false);
    config.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    config.put("request.timeout.ms", (int) PATIENCE.toMillis());
    config.put("reconnect.backoff.max.ms", MAX_RECONNECT_MS);
    Deserializer<ApiKey> values = AvroSerdes.of(registry).apiKey().deserializer();
    return new KeyFollower(
        TopicFollower.start(
            Topics.API_KEYS.name(),
            () ->
                new KafkaConsumer<>(
                    config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            (id, value) -> read(values, id, value)),
        clock);
  }

  private static Optional<IssuedKey> read(Deserializer<ApiKey> values, String id, byte[] value) {
    try {
      var key = IssuedKey.of(values.deserialize(Topics.API_KEYS.name(), value));
      return Optional.of(key).filter(issued -> issued.id().equals(id));
    } catch (RuntimeException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The keys as they are known. */
  public KeyRing keys() {
    return ring;
  }

  /** Waits until all keys have been read; false if that took too long or is refused. */
  public boolean awaitComplete(Duration timeout) {
    return topic.awaitComplete(timeout);
  }

  /** What keeps requests with a key from being taken; empty if nothing does. */
  public Optional<String> trouble() {
    return topic.trouble();
  }

  /** Why the topic cannot be read now; empty if it can, or if that is not known yet. */
  public Optional<RuntimeException> failure() {
    return topic.failure();
  }

  @Override
  public void close() {
    topic.close();
  }
}
