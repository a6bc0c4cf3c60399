package dev.starstream.ingest;

import dev.starstream.schemas.AccessRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest value of each key of a compacted topic: reads it to its end, then follows it on
 * a thread of its own, without a group. During an outage it holds what it knew; after one that the
 * client does not survive it reads the topic anew and puts that in the place of what it held.
 *
 * <p>All methods may be called from any thread.
 *
 * @param <V> what a record's value is read as
 */
final class TopicFollower<V> implements AutoCloseable {

  /** Reads a record's value. */
  interface Reading<V> {
    /**
     * Empty if the bytes are no such value: then the key has none.
     *
     * @throws RuntimeException if it cannot tell now, as during an outage: the topic is read anew
     */
    Optional<V> read(String key, byte[] value);
  }

  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String topic;
  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final Reading<V> reading;
  private final Thread thread;

  /** Written by the thread only. */
  private volatile Map<String, V> view = Map.of();

  /** Why the last try has failed; empty if it did not. Written by the thread only. */
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /** How far the view is, by partition; guarded by this. */
  private final Map<Integer, Long> reached = new HashMap<>();

  /** Whether the view has been complete once; changed under this. */
  private volatile boolean complete;

  /** The one in use; guarded by this. */
  private Optional<Consumer<byte[], byte[]>> client = Optional.empty();

  /** Guarded by this. */
  private boolean closed;

  private TopicFollower(
      String topic, Supplier<Consumer<byte[], byte[]>> clients, Reading<V> reading) {
    this.topic = topic;
    this.clients = clients;
    this.reading = reading;
    thread = new Thread(this::run, "follow-" + topic);
    thread.setDaemon(true);
  }

  /** Begins to read; Kafka need not be up yet. */
  static <V> TopicFollower<V> start(
      String topic, Supplier<Consumer<byte[], byte[]>> clients, Reading<V> reading) {
    var follower = new TopicFollower<>(topic, clients, reading);
    follower.thread.start();
    return follower;
  }

  Optional<V> get(String key) {
    return Optional.ofNullable(view.get(key));
  }

  /** All values by key, as they are now or a little later. */
  Map<String, V> all() {
    return view;
  }

  /** Whether the topic has been read to its end once. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Waits until the topic has been read to its end once; says whether it has. A refusal of access
   * ends the wait, since no wait mends that.
   */
  synchronized boolean awaitComplete(Duration atMost) {
    await(() -> complete || isRefused(), atMost);
    return complete;
  }

  /** Why the topic cannot be read now; empty if it can, or if that is not known yet. */
  Optional<RuntimeException> failure() {
    return failure;
  }

  /** What keeps the topic from being known; empty if nothing does. */
  Optional<String> trouble() {
    return complete
        ? Optional.empty()
        : Optional.of(
            failure
                .flatMap(AccessRefusal::in)
                .map(AccessRefusal::message)
                .orElse("topic " + topic + " has not been read yet"));
  }

  private boolean isRefused() {
    return failure.flatMap(AccessRefusal::in).isPresent();
  }

  /** Waits until the view has this record; says whether it has. */
  synchronized boolean await(int partition, long offset, Duration atMost) {
    return await(() -> reached.getOrDefault(partition, 0L) > offset, atMost);
  }

  private synchronized boolean await(Supplier<Boolean> condition, Duration atMost) {
    var deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (!condition.get() && !closed) {
        var left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return condition.get();
  }

  private void run() {
    while (!isClosed()) {
      try (var consumer = clients.get()) {
        use(Optional.of(consumer));
        follow(consumer);
      } catch (WakeupException e) {
        log.atDebug().addKeyValue("topic", topic).log("following was interrupted");
      } catch (RuntimeException e) {
        (failure.isPresent() ? log.atDebug() : log.atWarn())
            .addKeyValue("topic", topic)
            .addKeyValue("cause", e.toString())
            .log("topic is read anew, again and again until that goes well");
        fail(e);
        pause();
      } finally {
        use(Optional.empty());
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException("there is no topic " + topic);
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    var read = new ConcurrentHashMap<String, V>();
    while (ends.keySet().stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      if (isClosed()) {
        return;
      }
      apply(consumer.poll(POLL), read);
    }
    view = read;
    reach(consumer, partitions);
    failure = Optional.empty();
    while (!isClosed()) {
      apply(consumer.poll(POLL), read);
      reach(consumer, partitions);
    }
  }

  private void apply(ConsumerRecords<byte[], byte[]> records, Map<String, V> to) {
    for (var record : records) {
      if (record.key() == null) {
        continue;
      }
      var key = new String(record.key(), StandardCharsets.UTF_8);
      var value = record.value() == null ? Optional.<V>empty() : reading.read(key, record.value());
      value.ifPresentOrElse(known -> to.put(key, known), () -> to.remove(key));
      if (value.isEmpty() && record.value() != null) {
        log.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("a record cannot be read and is left out");
      }
    }
  }

  private synchronized void reach(
      Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      reached.merge(partition.partition(), consumer.position(partition), Math::max);
    }
    complete = true;
    notifyAll();
  }

  private synchronized void use(Optional<Consumer<byte[], byte[]>> consumer) {
    client = consumer;
    if (closed) {
      client.ifPresent(Consumer::wakeup);
    }
  }

  private synchronized void fail(RuntimeException cause) {
    failure = Optional.of(cause);
    notifyAll();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void pause() {
    await(() -> closed, PAUSE);
  }

  /** Ends the thread; the view stays as it is. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      client.ifPresent(Consumer::wakeup);
      notifyAll();
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
