package dev.starstream.scoring.stream;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Questions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The questions that answers are scored again by. For one thread, which owns it. */
final class RescoringQuestions implements AutoCloseable {

  private final CompactedTopic topic;
  private final Map<String, byte[]> bytes = new HashMap<>();
  private final Questions questions;

  /** Takes over the consumer; reads nothing yet. */
  RescoringQuestions(
      OwnQuestions own, Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    topic = new CompactedTopic(consumer, partitions, this::take);
    questions = own.in(bytes::get);
  }

  private void take(String key, byte[] value) {
    if (value == null) {
      bytes.remove(key);
    } else {
      bytes.put(key, value);
    }
  }

  /** Reads the topic to its end, so that whatever was changed before this call is known. */
  void refresh() {
    topic.refresh();
  }

  /** Empty if there is none with this id any more: the answer is scored without. */
  Optional<Question> question(String tenantId, String questionId) {
    return questions.question(tenantId, questionId);
  }

  @Override
  public void close() {
    topic.close();
  }
}
