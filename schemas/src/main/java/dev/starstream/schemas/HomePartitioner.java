package dev.starstream.schemas;

import dev.starstream.events.AnswerSubmitted;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;

/**
 * Puts answers into their {@linkplain AnswerIds#homePartition home partition}, whatever their key:
 * they are scored one commit earlier. A producer of {@link AnswerSubmitted} takes it as {@code
 * partitioner.class}; one that does not is served as well.
 */
public final class HomePartitioner implements Partitioner {

  /**
   * The home partition among those that the topic has now.
   *
   * @throws IllegalArgumentException if the value is no {@link AnswerSubmitted}
   */
  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    if (!(value instanceof AnswerSubmitted answer)) {
      throw new IllegalArgumentException(
          "a value of "
              + (value == null ? "null" : value.getClass().getName())
              + " (expected: AnswerSubmitted)");
    }
    var id = AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
    return AnswerIds.homePartition(id, cluster.partitionCountForTopic(topic));
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
