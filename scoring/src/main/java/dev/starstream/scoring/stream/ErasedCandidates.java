package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.CandidateKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The candidates of whom nothing may be written any more. For one thread, which owns it. */
final class ErasedCandidates implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final Set<String> erased = new HashSet<>();

  /** Takes over the consumer; reads nothing yet. */
  ErasedCandidates(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    this.consumer = consumer;
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads the topic to its end, so that whoever was erased before this call is known. */
  void refresh() {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    var ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the erased candidates could not be read in " + PATIENCE);
      }
      for (var record : consumer.poll(POLL)) {
        var key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          erased.remove(key);
        } else {
          erased.add(key);
        }
      }
    }
  }

  boolean contains(AnswerSubmitted answer) {
    return !erased.isEmpty()
        && erased.contains(
            CandidateKey.erasureKey(
                answer.getTenantId(),
                CandidateKey.of(answer.getTenantId(), answer.getCandidateRef())));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
