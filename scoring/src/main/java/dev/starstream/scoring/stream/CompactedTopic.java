package dev.starstream.scoring.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A compacted topic that is read to its end whenever that is asked. For one thread, which owns it.
 */
final class CompactedTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final BiConsumer<String, byte[]> taker;

  /**
   * Takes over the consumer; reads nothing yet.
   *
   * @param taker gets each key with its value, which is null where the key is gone
   */
  CompactedTopic(
      Consumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      BiConsumer<String, byte[]> taker) {
    this.consumer = consumer;
    this.taker = taker;
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads the topic to its end, so that whatever was written before this call is known. */
  void refresh() {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(ends.keySet() + " could not be read in " + PATIENCE);
      }
      for (var record : consumer.poll(POLL)) {
        if (record.key() != null) {
          taker.accept(new String(record.key(), StandardCharsets.UTF_8), record.value());
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
