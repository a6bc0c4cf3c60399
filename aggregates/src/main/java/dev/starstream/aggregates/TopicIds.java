package dev.starstream.aggregates;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka which topic a name stands for: an id is never used again, a name may be. */
final class TopicIds {

  private final Admin admin;

  TopicIds(Admin admin) {
    this.admin = admin;
  }

  /**
   * The ids of those topics that are there, by name.
   *
   * @throws KafkaException if Kafka does not answer within 10 s or refuses
   * @throws AbandonedException if the thread is interrupted
   */
  Map<String, Uuid> of(Set<String> topics) {
    try {
      var ids = new HashMap<String, Uuid>();
      for (var answer : admin.describeTopics(topics).topicNameValues().entrySet()) {
        describe(answer.getValue())
            .ifPresent(description -> ids.put(answer.getKey(), description.topicId()));
      }
      return ids;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "cannot describe " + topics, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AbandonedException("interrupted");
    }
  }

  private static Optional<TopicDescription> describe(KafkaFuture<TopicDescription> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      return Optional.of(answer.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
