package dev.starstream.ingest;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.CandidateErased;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ContentHash;
import dev.starstream.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what became of answers from {@code answers.scored}, {@code answers.rejected} and {@code
 * candidates.erased} and tells {@link Critiques}, on a thread of its own. Every process reads all
 * partitions: whichever process a request meets has its critique.
 *
 * <p>It reads uncommitted records, so that a critique need not wait for the end of the scoring
 * stage's transaction. That is sound because the stage is a function of what it reads: an id's
 * submissions come to it in one fixed order, from a repartition topic that it reads committed. If
 * the transaction is aborted the same records are read again and the same is said again, but for
 * {@code scoredAt}. The exceptions are rare and told here for honesty: when between the two tries
 * the candidate is erased, the id's retention of duplicates ends, or another build takes over, then
 * a critique (or the rejection of a conflicting duplicate) was shown that no table will ever have.
 *
 * <p>Outages of Kafka and of the registry are waited for. New partitions and topics are found
 * within seconds; a topic that was deleted and made again is read on from its beginning.
 */
public final class CritiqueFollower implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CritiqueFollower.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Read again at a start: answers were perhaps published before the ends were known. */
  private static final Duration BACK = Duration.ofSeconds(10);

  private static final List<Topics.Topic> TOPICS =
      List.of(Topics.CANDIDATES_ERASED, Topics.ANSWERS_SCORED, Topics.ANSWERS_REJECTED);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Deserializer<AnswerScored> scored;
  private final Deserializer<AnswerRejected> rejected;
  private final Deserializer<AnswerSubmitted> submitted;
  private final Deserializer<CandidateErased> erased;
  private final Critiques critiques;
  private final Thread thread = new Thread(this::run, "critique-follower");
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What the thread reads with, so that closing can end its wait. */
  private volatile Consumer<byte[], byte[]> reading;

  /** From when on records matter; the follower's thread owns it. */
  private Instant since = Instant.now().minus(BACK);

  CritiqueFollower(
      Supplier<Consumer<byte[], byte[]>> consumers, AvroSerdes serdes, Critiques critiques) {
    this.consumers = consumers;
    this.scored = serdes.answerScored().deserializer();
    this.rejected = serdes.answerRejected().deserializer();
    this.submitted = serdes.answerSubmitted().deserializer();
    this.erased = serdes.candidateErased().deserializer();
    this.critiques = critiques;
  }

  /** Starts to follow. Neither Kafka nor the registry need be up yet. */
  public static CritiqueFollower start(PublisherSettings settings, Critiques critiques) {
    var config = consumerConfig(settings);
    var follower =
        new CritiqueFollower(
            () ->
                new KafkaConsumer<>(
                    config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            AvroSerdes.of(AnswerPublisher.registryConfig(settings)),
            critiques);
    follower.start();
    return follower;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  static Map<String, Object> consumerConfig(PublisherSettings settings) {
    var config = new HashMap<String, Object>(settings.kafka());
    config.put("client.id", "starstream-ingest-critiques");
    config.put("isolation.level", "read_uncommitted");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    // Where an offset is gone the topic was made again, or so much was missed that more is no harm.
    config.put("auto.offset.reset", "earliest");
    config.put("fetch.min.bytes", 1);
    config.put("metadata.max.age.ms", (int) LOOK_FOR_PARTITIONS.toMillis());
    config.put("default.api.timeout.ms", 5000);
    config.put("request.timeout.ms", 4000);
    return config;
  }

  private void run() {
    while (!isClosed()) {
      try (var consumer = consumers.get()) {
        reading = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        // Closed.
      } catch (KafkaException e) {
        log.atWarn().addKeyValue("cause", e.toString()).log("critiques wait for Kafka");
        pause();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("critiques are followed anew");
        pause();
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    var known = new HashSet<TopicPartition>();
    var look = System.nanoTime();
    while (!isClosed()) {
      if (System.nanoTime() - look >= 0) {
        assign(consumer, known);
        look = System.nanoTime() + LOOK_FOR_PARTITIONS.toNanos();
      }
      if (known.isEmpty()) {
        pause();
        continue;
      }
      for (var one : consumer.poll(POLL)) {
        if (isClosed()) {
          return;
        }
        tellOnceRegistryAnswers(one);
      }
      since = Instant.now().minus(BACK);
    }
  }

  /** Adds partitions that are not followed yet. */
  private void assign(Consumer<byte[], byte[]> consumer, Set<TopicPartition> known) {
    var added = new ArrayList<TopicPartition>();
    for (var topic : TOPICS) {
      var partitions = Optional.ofNullable(consumer.partitionsFor(topic.name())).orElse(List.of());
      for (var partition : partitions) {
        var one = new TopicPartition(topic.name(), partition.partition());
        if (known.add(one)) {
          added.add(one);
        }
      }
    }
    if (added.isEmpty()) {
      return;
    }
    consumer.assign(known);
    var erasures = ofTopic(added, Topics.CANDIDATES_ERASED);
    consumer.seekToBeginning(erasures);
    var others = new HashMap<TopicPartition, Long>();
    added.stream()
        .filter(partition -> !erasures.contains(partition))
        .forEach(partition -> others.put(partition, since.toEpochMilli()));
    var ends = consumer.endOffsets(others.keySet());
    consumer
        .offsetsForTimes(others)
        .forEach(
            (partition, found) ->
                consumer.seek(partition, found == null ? ends.get(partition) : found.offset()));
  }

  private static List<TopicPartition> ofTopic(List<TopicPartition> all, Topics.Topic topic) {
    return all.stream().filter(partition -> partition.topic().equals(topic.name())).toList();
  }

  private void tellOnceRegistryAnswers(ConsumerRecord<byte[], byte[]> record) {
    while (!isClosed()) {
      try {
        tell(record);
        return;
      } catch (RuntimeException e) {
        if (!AvroSerdes.isOutage(e)) {
          log.atWarn()
              .addKeyValue("topic", record.topic())
              .addKeyValue("partition", record.partition())
              .addKeyValue("offset", record.offset())
              .addKeyValue("cause", e.getClass().getSimpleName())
              .log("record not readable as a critique");
          return;
        }
        log.atWarn().addKeyValue("cause", e.toString()).log("critiques wait for the registry");
        pause();
      }
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    var topic = record.topic();
    if (topic.equals(Topics.ANSWERS_SCORED.name())) {
      tellScored(scored.deserialize(topic, record.value()));
    } else if (topic.equals(Topics.ANSWERS_REJECTED.name())) {
      tellRejected(rejected.deserialize(topic, record.value()));
    } else {
      var erasure = erased.deserialize(topic, record.value());
      critiques.erased(
          erasure.getTenantId(),
          Long.parseUnsignedLong(erasure.getCandidateKey(), 16),
          erasure.getAnswerIds());
    }
  }

  private void tellScored(AnswerScored one) {
    critiques.scored(
        new AnswerKey(one.getAnswer().getTenantId(), one.getAnswerId()),
        candidateKey(one.getAnswer()),
        Outcome.Scored.of(one));
  }

  /** An undecodable record has no id; an erased candidate's reject must not tell it. */
  private void tellRejected(AnswerRejected one) {
    if (one.getReason() == RejectReason.UNDECODABLE
        || one.getReason() == RejectReason.NOT_INSERTABLE
        || one.getPayload() == null) {
      return;
    }
    var payload = new byte[one.getPayload().remaining()];
    one.getPayload().duplicate().get(payload);
    var answer = submitted.deserialize(Topics.ANSWERS_SUBMITTED.name(), payload);
    var id = AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
    critiques.rejected(
        new AnswerKey(answer.getTenantId(), id),
        candidateKey(answer),
        Outcome.Rejected.of(one, ByteBuffer.wrap(ContentHash.of(answer))));
  }

  private static long candidateKey(AnswerSubmitted answer) {
    return CandidateKey.of(answer.getTenantId(), answer.getCandidateRef());
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      var unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread; what is known stays known. */
  @Override
  public void close() {
    closing.countDown();
    var consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
