package dev.starstream.ingest;

import dev.starstream.events.ApiKey;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link KeyRing} as the topic {@code api.keys} is: reads it whole, then follows it. A new
 * or revoked key is known within a second; while Kafka is away the ring stays as it was. A record
 * that cannot be read makes its key unknown, since it may have been its revocation.
 */
public final class KeyFollower implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MAX_RECONNECT_MS = 1000;
  private static final Logger log = LoggerFactory.getLogger(KeyFollower.class);

  private final Map<String, Object> consumerConfig;
  private final Deserializer<ApiKey> values;
  private final KeyRing ring;
  private final Thread thread = new Thread(this::run, "api-keys");
  private final CountDownLatch complete = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private KeyFollower(
      Map<String, Object> consumerConfig, Deserializer<ApiKey> values, KeyRing ring) {
    this.consumerConfig = consumerConfig;
    this.values = values;
    this.ring = ring;
    thread.setDaemon(true);
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
    config.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    config.put("request.timeout.ms", (int) PATIENCE.toMillis());
    config.put("reconnect.backoff.max.ms", MAX_RECONNECT_MS);
    var follower =
        new KeyFollower(
            config, AvroSerdes.of(registry).apiKey().deserializer(), new KeyRing(clock));
    follower.thread.start();
    return follower;
  }

  /** The keys as they are known. */
  public KeyRing keys() {
    return ring;
  }

  /** Waits until all keys have been read; false if that took too long. */
  public boolean awaitComplete(Duration timeout) {
    try {
      return complete.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What keeps requests with a key from being taken; empty if nothing does. */
  public Optional<String> trouble() {
    return ring.isComplete()
        ? Optional.empty()
        : Optional.of("topic " + Topics.API_KEYS.name() + " has not been read yet");
  }

  private void run() {
    while (!isClosed(Duration.ZERO)) {
      try (var consumer =
          new KafkaConsumer<>(
              consumerConfig, new StringDeserializer(), new ByteArrayDeserializer())) {
        follow(consumer);
      } catch (RuntimeException e) {
        log.atWarn()
            .addKeyValue("topic", Topics.API_KEYS.name())
            .addKeyValue("cause", e.toString())
            .log("api keys not followed");
        isClosed(PAUSE);
      }
    }
  }

  /** From the beginning: what is read twice changes nothing. */
  private void follow(Consumer<String, byte[]> consumer) {
    var partitions =
        consumer.partitionsFor(Topics.API_KEYS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("there is no such topic (`starstream migrate` makes it)");
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    while (!isClosed(Duration.ZERO)) {
      for (var record : consumer.poll(POLL)) {
        take(record);
      }
      if (!ring.isComplete() && hasReached(consumer, ends)) {
        ring.completed();
        complete.countDown();
        log.atInfo().addKeyValue("keys", ring.all().size()).log("api keys read");
      }
    }
  }

  private static boolean hasReached(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      ring.remove(record.key());
      return;
    }
    try {
      var key = IssuedKey.of(values.deserialize(record.topic(), record.value()));
      if (!key.id().equals(record.key())) {
        throw new IllegalArgumentException("the record's key is not the id of the API key");
      }
      ring.put(key);
    } catch (RuntimeException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      ring.remove(record.key());
      log.atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("cause", e.getClass().getName())
          .log("api key not readable");
    }
  }

  private boolean isClosed(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Returns once the thread has ended, within a few seconds. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(2 * PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
