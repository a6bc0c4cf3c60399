package dev.starstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.CandidateErased;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the follower goes on whatever Kafka does, on a broker that the test plays. */
class CritiqueFollowerTest {

  private static final String SCOPE = "critique-follower";

  private final Critiques critiques = new Critiques(1 << 20);
  private final AvroSerdes serdes = AvroSerdes.of(Map.of("schema.registry.url", "mock://" + SCOPE));
  private final BlockingQueue<Broker> brokers = new LinkedBlockingQueue<>();
  private final CritiqueFollower follower = new CritiqueFollower(this::connect, serdes, critiques);

  /** What a consumer sees of one connection. */
  private static final class Broker extends MockConsumer<byte[], byte[]> {
    Broker() {
      super("earliest");
      partitions(1);
    }

    synchronized void partitions(int count) {
      for (var topic : List.of(Topics.CANDIDATES_ERASED, Topics.ANSWERS_SCORED)) {
        var infos = new ArrayList<PartitionInfo>();
        var zero = new HashMap<TopicPartition, Long>();
        for (int i = 0; i < count; i++) {
          infos.add(new PartitionInfo(topic.name(), i, null, null, null));
          zero.put(new TopicPartition(topic.name(), i), 0L);
        }
        updatePartitions(topic.name(), infos);
        updateBeginningOffsets(zero);
        updateEndOffsets(zero);
      }
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      var none = new HashMap<TopicPartition, OffsetAndTimestamp>();
      times.keySet().forEach(partition -> none.put(partition, null));
      return none;
    }
  }

  private Broker connect() {
    var broker = new Broker();
    brokers.add(broker);
    return broker;
  }

  @BeforeEach
  void start() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    follower.start();
  }

  @AfterEach
  void stop() {
    follower.close();
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void outage_isWaitedForAndWhatCameMeanwhileIsRead() throws Exception {
    // Given
    var first = brokers.poll(10, TimeUnit.SECONDS);
    first.setPollException(new KafkaException("broker gone"));

    // When
    var second = brokers.poll(10, TimeUnit.SECONDS);
    var erased = erase(second, 0, 0);

    // Then
    await(erased);
    assertThat(first.closed()).isTrue();
  }

  @Test
  void newPartition_isFollowed() throws Exception {
    // Given
    var broker = brokers.poll(10, TimeUnit.SECONDS);
    await(erase(broker, 0, 0));

    // When
    broker.partitions(2);
    var erased = erase(broker, 1, 0);

    // Then
    await(erased);
  }

  @Test
  void unreadableRecord_isPassedOver() throws Exception {
    // Given
    var broker = brokers.poll(10, TimeUnit.SECONDS);
    add(broker, 0, 0, new byte[] {1, 2, 3});

    // When
    var erased = erase(broker, 0, 1);

    // Then
    await(erased);
  }

  /** An erasure that names one answer. */
  private AnswerKey erase(Broker broker, int partition, long offset) throws InterruptedException {
    var key = new AnswerKey("dev", UUID.randomUUID());
    var event =
        CandidateErased.newBuilder()
            .setErasureId(UUID.randomUUID())
            .setTenantId("dev")
            .setCandidateKey(CandidateKey.hex(CandidateKey.of("dev", "c")))
            .setErasedAt(Answers.NOW)
            .setAnswerIds(List.of(key.answerId()))
            .build();
    add(
        broker,
        partition,
        offset,
        serdes.candidateErased().serializer().serialize(Topics.CANDIDATES_ERASED.name(), event));
    return key;
  }

  private static void add(Broker broker, int partition, long offset, byte[] value)
      throws InterruptedException {
    var topic = Topics.CANDIDATES_ERASED.name();
    while (!broker.assignment().contains(new TopicPartition(topic, partition))) {
      Thread.sleep(5);
    }
    broker.addRecord(new ConsumerRecord<>(topic, partition, offset, new byte[0], value));
  }

  private void await(AnswerKey erased) throws InterruptedException {
    var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (critiques.find(erased).isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(critiques.find(erased)).isEqualTo(Optional.of(new Outcome.Erased()));
  }
}
