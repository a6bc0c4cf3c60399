package dev.starstream.ingest;

import java.time.Duration;
import java.util.Map;

/**
 * How to reach Kafka and the schema registry, and how long to wait for them.
 *
 * @param kafka the producer's settings: {@code bootstrap.servers} and, where the brokers ask for
 *     it, security; what the delivery guarantee rests on (acks, idempotence, serializers) is fixed
 * @param registry {@code schema.registry.url} and, where the registry asks for it, credentials
 * @param deliveryTimeout how long Kafka may take to acknowledge an answer; 100 ms to 2 minutes
 * @param bufferBytes memory for answers on their way; when it is full, publishing waits
 */
public record PublisherSettings(
    Map<String, Object> kafka,
    Map<String, Object> registry,
    Duration deliveryTimeout,
    long bufferBytes) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final long DEFAULT_BUFFER_BYTES = 32L * 1024 * 1024;

  public PublisherSettings {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    if (!kafka.containsKey("bootstrap.servers")) {
      throw new IllegalArgumentException("kafka: no bootstrap.servers (expected: host:port,...)");
    }
    if (!registry.containsKey("schema.registry.url")) {
      throw new IllegalArgumentException("registry: no schema.registry.url (expected: http://...)");
    }
    if (deliveryTimeout.toMillis() < 100 || deliveryTimeout.toMinutes() > 2) {
      throw new IllegalArgumentException(
          "deliveryTimeout: " + deliveryTimeout + " (expected: 100 ms to 2 minutes)");
    }
    if (bufferBytes < 1024 * 1024) {
      throw new IllegalArgumentException(
          "bufferBytes: " + bufferBytes + " (expected: at least 1048576)");
    }
  }

  /** Plain connections, 10 s delivery timeout, 32 MiB buffer. */
  public static PublisherSettings of(String bootstrapServers, String registryUrl) {
    return new PublisherSettings(
        Map.of("bootstrap.servers", bootstrapServers),
        Map.of("schema.registry.url", registryUrl),
        DEFAULT_TIMEOUT,
        DEFAULT_BUFFER_BYTES);
  }

  public PublisherSettings withDeliveryTimeout(Duration timeout) {
    return new PublisherSettings(kafka, registry, timeout, bufferBytes);
  }
}
