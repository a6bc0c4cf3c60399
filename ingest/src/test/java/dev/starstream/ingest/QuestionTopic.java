package dev.starstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topic of questions in memory, one partition; it can be down, or lose its followers. */
final class QuestionTopic {

  static final TopicPartition PARTITION = new TopicPartition(Topics.QUESTIONS.name(), 0);
  private static final String REGISTRY = "question-topic";

  /** Guarded by itself. */
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

  private final Serde<PlatformQuestion> serde = serdes().platformQuestion();
  private volatile boolean down;
  private final AtomicInteger generation = new AtomicInteger();

  /** Serdes on a registry that has all schemas. */
  private static AvroSerdes serdes() {
    try {
      SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(REGISTRY));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return AvroSerdes.of(Map.of("schema.registry.url", "mock://" + REGISTRY));
  }

  /** What a process knows of this topic. */
  OwnQuestions questions() {
    return new OwnQuestions(
        Answers.CATALOGUE,
        serde,
        new Writer(),
        this::follower,
        Clock.fixed(Answers.NOW, ZoneOffset.UTC));
  }

  Consumer<byte[], byte[]> follower() {
    return new Reader();
  }

  /** Nothing is taken and nothing is given any more; what reads has to begin anew. */
  void goDown() {
    down = true;
  }

  void comeBack() {
    generation.incrementAndGet();
    down = false;
  }

  void add(PlatformQuestion event) {
    var value = serde.serializer().serialize(PARTITION.topic(), event);
    add(Topics.questionKey(event.getTenantId(), event.getQuestionId()), value);
  }

  long add(String key, byte[] value) {
    synchronized (log) {
      var offset = log.size();
      log.add(new ConsumerRecord<>(PARTITION.topic(), 0, offset, key.getBytes(UTF_8), value));
      return offset;
    }
  }

  /** As compaction does it with keys that are gone: no record tells of them. */
  void forget(String key) {
    synchronized (log) {
      var kept = log.stream().filter(r -> !key.equals(new String(r.key(), UTF_8))).toList();
      log.clear();
      kept.forEach(record -> add(new String(record.key(), UTF_8), record.value()));
    }
  }

  private final class Writer extends MockProducer<String, byte[]> {
    Writer() {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
      return down
          ? CompletableFuture.failedFuture(new TimeoutException("no broker"))
          : CompletableFuture.completedFuture(
              new RecordMetadata(PARTITION, add(record.key(), record.value()), 0, 0, 0, 0));
    }
  }

  private final class Reader extends MockConsumer<byte[], byte[]> {
    private final int born = generation.get();
    private int added;

    Reader() {
      super("earliest");
      updatePartitions(
          PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, null, null, null)));
      updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> all) {
      failIfDown();
      synchronized (log) {
        return Map.of(PARTITION, (long) log.size());
      }
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      failIfDown();
      synchronized (log) {
        while (added < log.size()) {
          addRecord(log.get(added++));
        }
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.poll(timeout);
    }

    private void failIfDown() {
      if (down || born != generation.get()) {
        throw new TimeoutException("no broker");
      }
    }
  }
}
