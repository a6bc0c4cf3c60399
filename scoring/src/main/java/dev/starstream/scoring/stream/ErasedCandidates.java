package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.CandidateKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The candidates of whom nothing may be written any more. For one thread, which owns it. */
final class ErasedCandidates implements AutoCloseable {

  private final CompactedTopic topic;
  private final Set<String> erased = new HashSet<>();

  /** Takes over the consumer; reads nothing yet. */
  ErasedCandidates(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    topic = new CompactedTopic(consumer, partitions, this::take);
  }

  private void take(String key, byte[] value) {
    if (value == null) {
      erased.remove(key);
    } else {
      erased.add(key);
    }
  }

  /** Reads the topic to its end, so that whoever was erased before this call is known. */
  void refresh() {
    topic.refresh();
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
    topic.close();
  }
}
