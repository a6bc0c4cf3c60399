package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reads, scores and writes, each poll one transaction: what was read and how far belong together,
 * so that nothing is written twice whatever dies. A worker that has lost its partitions is refused
 * by the group's generation and its transaction aborted. For one thread; made anew after a failure.
 */
final class RescoringWorker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RescoringWorker.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /**
   * How long before its own retention ends a re-scored answer is taken to have been written, at the
   * least. It keeps the time of its original, so that no text stays longer for having been scored
   * twice; but the sink has to have the time to read it.
   */
  private static final Duration TIME_TO_READ = Duration.ofDays(1);

  private final RescoringPlan plan;
  private final BiFunction<Answer, Optional<Question>, Scorecard> scorer;
  private final RescoringQuestions questions;
  private final Deserializer<AnswerScored> deserializer;
  private final Serializer<AnswerScored> serializer;
  private final Clock clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final ErasedCandidates erased;

  /** How far each assigned partition is done; without those of which nothing is committed. */
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  /** Takes over questions, consumer, producer and erased candidates. */
  RescoringWorker(
      RescoringPlan plan,
      BiFunction<Answer, Optional<Question>, Scorecard> scorer,
      RescoringQuestions questions,
      AvroSerdes serdes,
      Clock clock,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      ErasedCandidates erased) {
    this.plan = plan;
    this.scorer = scorer;
    this.questions = questions;
    this.deserializer = serdes.answerScored().deserializer();
    this.serializer = serdes.answerScored().serializer();
    this.clock = clock;
    this.consumer = consumer;
    this.producer = producer;
    this.erased = erased;
  }

  /** Joins the group. */
  void join() {
    producer.initTransactions();
    consumer.subscribe(List.of(Topics.ANSWERS_SCORED.name()), new Placing());
  }

  /** Re-scores what there is to read, at most one poll's records, and says what became of it. */
  Rescoring.Counts step() {
    var records = consumer.poll(POLL);
    var moved = moved();
    if (moved.isEmpty()) {
      return Rescoring.Counts.NONE;
    }
    if (!records.isEmpty()) {
      erased.refresh();
      questions.refresh();
    }
    producer.beginTransaction();
    try {
      var counts = rescored(records);
      producer.sendOffsetsToTransaction(moved, consumer.groupMetadata());
      producer.commitTransaction();
      moved.forEach((partition, offset) -> committed.put(partition, offset.offset()));
      return counts;
    } catch (RuntimeException e) {
      abort(e);
      throw e;
    }
  }

  /** Leaves the group. */
  @Override
  public void close() {
    // A transaction that is left open ends by its timeout.
    try (erased;
        questions) {
      producer.close(CLOSE_TIMEOUT);
    } finally {
      consumer.close();
    }
  }

  /** Positions move over records, and over the marks that transactions leave. */
  private Map<TopicPartition, OffsetAndMetadata> moved() {
    var moved = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var partition : consumer.assignment()) {
      var position = consumer.position(partition);
      if (!Long.valueOf(position).equals(committed.get(partition))) {
        moved.put(partition, plan.done(position));
      }
    }
    return moved;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws what a send met
  private Rescoring.Counts rescored(ConsumerRecords<byte[], byte[]> records) {
    long rescored = 0;
    long skipped = 0;
    long withheld = 0;
    long failed = 0;
    for (var record : records) {
      var scored = decoded(record);
      if (scored.isEmpty()) {
        failed++;
      } else if (scored.get().getScorerVersion().equals(plan.version())) {
        skipped++;
      } else if (erased.contains(scored.get().getAnswer())) {
        withheld++;
      } else {
        var again = scoredAgain(record, scored.get());
        if (again.isPresent()) {
          producer.send(written(record, again.get()));
          rescored++;
        } else {
          failed++;
        }
      }
    }
    return new Rescoring.Counts(records.count(), rescored, skipped, withheld, failed);
  }

  /** Empty if the bytes are no scored answer; an outage of the registry is thrown on. */
  private Optional<AnswerScored> decoded(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(deserializer.deserialize(record.topic(), record.value()));
    } catch (RuntimeException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      warn(record, e).log("not decodable and not scored again");
      return Optional.empty();
    }
  }

  /** Empty if the scorer fails. */
  private Optional<AnswerScored> scoredAgain(
      ConsumerRecord<byte[], byte[]> record, AnswerScored original) {
    var answer = original.getAnswer();
    try {
      Optional<Question> question =
          Optional.ofNullable(answer.getQuestionId())
              .flatMap(id -> questions.question(answer.getTenantId(), id));
      return Optional.of(
          ScoredAnswers.scored(
              answer,
              question,
              scorer.apply(ScoredAnswers.answer(answer), question),
              original.getIngestedAt(),
              Instant.ofEpochMilli(clock.millis())));
    } catch (RuntimeException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      warn(record, e)
          .addKeyValue("answerId", original.getAnswerId())
          .log("the scorer failed on an answer");
      return Optional.empty();
    }
  }

  private static LoggingEventBuilder warn(
      ConsumerRecord<byte[], byte[]> record, RuntimeException e) {
    return log.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("cause", Score.failure(e));
  }

  private ProducerRecord<byte[], byte[]> written(
      ConsumerRecord<byte[], byte[]> record, AnswerScored again) {
    var topic = Topics.ANSWERS_RESCORED;
    var oldest =
        clock.instant().minus(topic.retention().orElseThrow()).plus(TIME_TO_READ).toEpochMilli();
    var written =
        new ProducerRecord<>(
            topic.name(),
            null,
            Math.max(record.timestamp(), oldest),
            record.key(),
            serializer.serialize(topic.name(), again));
    plan.trace(record.partition(), record.offset()).write(written.headers());
    return written;
  }

  private void abort(RuntimeException because) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      // Then its timeout ends it.
      because.addSuppressed(e);
    }
  }

  /** Begins each partition where its last owner has left it. */
  private final class Placing implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(committed::remove);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      var offsets = consumer.committed(Set.copyOf(partitions));
      for (var partition : partitions) {
        var offset = Optional.ofNullable(offsets.get(partition));
        committed.remove(partition);
        offset.ifPresent(known -> committed.put(partition, known.offset()));
        consumer.seek(partition, plan.position(partition, offset));
      }
    }
  }
}
