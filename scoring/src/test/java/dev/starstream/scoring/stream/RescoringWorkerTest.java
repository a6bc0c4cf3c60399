package dev.starstream.scoring.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.PlatformKeyPoint;
import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.Scorecard;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RescoringWorkerTest {

  private static final String SCOPE = "rescoring-worker-test";
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final AnswerScorer SCORER = AnswerScorer.load(CATALOGUE);
  private static final TopicPartition SCORED = new TopicPartition(Topics.ANSWERS_SCORED.name(), 0);
  private static final TopicPartition ERASED =
      new TopicPartition(Topics.CANDIDATES_ERASED.name(), 0);
  private static final TopicPartition QUESTIONS = new TopicPartition(Topics.QUESTIONS.name(), 0);

  private final AvroSerdes serdes = AvroSerdes.of(Map.of("schema.registry.url", "mock://" + SCOPE));
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockConsumer<byte[], byte[]> erasures = new MockConsumer<>("earliest");
  private final MockConsumer<byte[], byte[]> questions = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final RescoringPlan plan =
      new RescoringPlan(AnswerScorer.VERSION, "topic-id", FROM, Map.of(SCORED, 10L));
  private RescoringWorker worker;

  @BeforeEach
  void join() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    erasures.updateBeginningOffsets(Map.of(ERASED, 0L));
    erasures.updateEndOffsets(Map.of(ERASED, 0L));
    questions.updateBeginningOffsets(Map.of(QUESTIONS, 0L));
    questions.updateEndOffsets(Map.of(QUESTIONS, 0L));
    consumer.updateBeginningOffsets(Map.of(SCORED, 0L));
    worker =
        new RescoringWorker(
            plan,
            RescoringWorkerTest::score,
            new RescoringQuestions(
                new OwnQuestions(CATALOGUE, serdes), questions, List.of(QUESTIONS)),
            serdes,
            Clock.fixed(NOW, ZoneOffset.UTC),
            consumer,
            producer,
            new ErasedCandidates(erasures, List.of(ERASED)));
    worker.join();
  }

  @AfterEach
  void leave() {
    worker.close();
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void earlierAnswer_isWrittenAgainUnderItsKeyWithTheScoreOfThisBuild() {
    // Given
    consumer.rebalance(List.of(SCORED));
    var original = scored("e1", "2");
    add(10, original);

    // When
    var counts = worker.step();

    // Then
    assertThat(counts).isEqualTo(new Rescoring.Counts(1, 1, 0, 0, 0));
    assertThat(producer.history()).hasSize(1);
    var record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("answers.rescored");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("dev/cand-e1");
    assertThat(Instant.ofEpochMilli(record.timestamp())).isEqualTo(original.getIngestedAt());
    assertThat(RescoringTrace.read(record.headers())).contains(plan.trace(0, 10));
    var again = read(record.value());
    assertThat(again.getScorerVersion()).isEqualTo(AnswerScorer.VERSION);
    assertThat(again.getAnswerId()).isEqualTo(original.getAnswerId());
    assertThat(again.getAnswer()).isEqualTo(original.getAnswer());
    assertThat(again.getIngestedAt()).isEqualTo(original.getIngestedAt());
    assertThat(again.getScoredAt()).isEqualTo(NOW);
    assertThat(again.getWordCount()).isEqualTo(11);
  }

  @Test
  void platformsQuestion_isUsedAsItIsWhenTheAnswerIsReadAgain() {
    // Given
    consumer.rebalance(List.of(SCORED));
    ask(0, "logistics");
    add(10, scored("e1", "2", "handed_over"));
    worker.step();
    ask(1, "ownership");
    add(11, scored("e2", "2", "handed_over"));
    add(12, scored("e3", "2", "withdrawn"));

    // When
    worker.step();

    // Then
    assertThat(producer.history())
        .extracting(record -> read(record.value()).getCategory())
        .containsExactly("logistics", "ownership", "");
    assertThat(read(producer.history().get(0).value()).getKeyPoints())
        .extracting(point -> point.getId())
        .containsExactly("mended");
  }

  @Test
  void howFarItIs_isInTheSameTransactionAndTellsTheStart() {
    // Given
    consumer.rebalance(List.of(SCORED));
    add(10, scored("e1", "2"));
    add(11, scored("e2", "2"));

    // When
    worker.step();

    // Then
    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(producer.consumerGroupOffsetsHistory()).hasSize(1);
    assertThat(producer.consumerGroupOffsetsHistory().get(0).values())
        .containsExactly(Map.of(SCORED, new OffsetAndMetadata(12, "from 2026-11-01T00:00:00Z")));
  }

  @Test
  void partition_goesOnWhereItsLastOwnerHasLeftIt() {
    // Given
    consumer.commitSync(Map.of(SCORED, plan.done(12)));
    consumer.rebalance(List.of(SCORED));
    for (var offset = 10; offset < 14; offset++) {
      add(offset, scored("e" + offset, "2"));
    }

    // When
    worker.step();

    // Then
    assertThat(producer.history())
        .extracting(record -> read(record.value()).getAnswer().getEventId())
        .containsExactly("e12", "e13");
  }

  @Test
  void nothingNew_noTransaction() {
    // Given
    consumer.commitSync(Map.of(SCORED, plan.done(12)));
    consumer.rebalance(List.of(SCORED));

    // When
    var counts = worker.step();

    // Then
    assertThat(counts).isEqualTo(Rescoring.Counts.NONE);
    assertThat(producer.commitCount()).isZero();
  }

  @Test
  void answerOfThisVersion_isSkipped() {
    // Given
    consumer.rebalance(List.of(SCORED));
    add(10, scored("e1", AnswerScorer.VERSION));

    // When
    var counts = worker.step();

    // Then
    assertThat(counts).isEqualTo(new Rescoring.Counts(1, 0, 1, 0, 0));
    assertThat(producer.history()).isEmpty();
    assertThat(producer.commitCount()).isEqualTo(1);
  }

  @Test
  void erasedCandidate_isLeftOutAlsoIfErasedMeanwhile() {
    // Given
    consumer.rebalance(List.of(SCORED));
    add(10, scored("before", "2"));
    worker.step();
    erase("cand-during");
    add(11, scored("during", "2"));

    // When
    var counts = worker.step();

    // Then
    assertThat(counts).isEqualTo(new Rescoring.Counts(1, 0, 0, 1, 0));
    assertThat(producer.history())
        .extracting(record -> read(record.value()).getAnswer().getEventId())
        .containsExactly("before");
  }

  @Test
  void failingScorerAndStrangeBytes_areCountedAndNeighboursAreWritten() {
    // Given
    consumer.rebalance(List.of(SCORED));
    add(10, scored("explodes", "2"));
    add(11, "no avro".getBytes(UTF_8));
    add(12, scored("e1", "2"));

    // When
    var counts = worker.step();

    // Then
    assertThat(counts).isEqualTo(new Rescoring.Counts(3, 1, 0, 0, 2));
    assertThat(producer.history())
        .extracting(record -> read(record.value()).getAnswer().getEventId())
        .containsExactly("e1");
  }

  @Test
  void refusedCommit_leavesNothingAndIsTriedAnew() {
    // Given
    consumer.rebalance(List.of(SCORED));
    add(10, scored("e1", "2"));
    producer.sendOffsetsToTransactionException = new KafkaException("the generation has passed");

    // When, Then
    assertThatThrownBy(worker::step)
        .isInstanceOfSatisfying(
            KafkaException.class, e -> assertThat(Rescoring.passes(e)).isTrue());
    assertThat(producer.transactionAborted()).isTrue();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void oldAnswer_isWrittenYoungEnoughForTheSinkToReadIt() {
    // Given
    consumer.rebalance(List.of(SCORED));
    var original = scored("e1", "2");
    add(10, bytes(original), NOW.minus(Duration.ofDays(40)));

    // When
    worker.step();

    // Then
    assertThat(Instant.ofEpochMilli(producer.history().get(0).timestamp()))
        .isEqualTo(NOW.minus(Duration.ofDays(29)));
  }

  @Test
  void startRefusedWhilePartitionsAreHandedOut_isNotTriedAnew() {
    // Given
    var later = new RescoringPlan(AnswerScorer.VERSION, "topic-id", NOW, Map.of()).done(12);
    consumer.commitSync(Map.of(SCORED, later));

    // When, Then
    assertThatThrownBy(() -> consumer.rebalance(List.of(SCORED)))
        .isInstanceOf(RescoringRefusedException.class)
        .satisfies(
            e -> assertThat(Rescoring.passes(new KafkaException("in a callback", e))).isFalse());
  }

  private static Scorecard score(Answer answer, Optional<Question> question) {
    if (answer.text().contains("explodes")) {
      throw new IllegalStateException("boom");
    }
    return SCORER.score(answer, question);
  }

  private AnswerScored scored(String eventId, String version) {
    return scored(eventId, version, null);
  }

  private AnswerScored scored(String eventId, String version, String questionId) {
    var answer =
        AnswerSubmitted.newBuilder()
            .setEventId(eventId)
            .setSource("tests")
            .setTenantId("dev")
            .setCandidateRef("cand-" + eventId)
            .setQuestionId(questionId)
            .setText("I mended the label printer. Returns fell by 12%. Number " + eventId + ".")
            .setSubmittedAt(NOW.minusSeconds(7200))
            .build();
    var scorecard = SCORER.score(ScoredAnswers.answer(answer), Optional.empty());
    var scored =
        ScoredAnswers.scored(
            answer, Optional.empty(), scorecard, NOW.minusSeconds(3600), NOW.minusSeconds(3599));
    return AnswerScored.newBuilder(scored).setScorerVersion(version).setWordCount(1).build();
  }

  private byte[] bytes(AnswerScored scored) {
    return serdes.answerScored().serializer().serialize(SCORED.topic(), scored);
  }

  private AnswerScored read(byte[] value) {
    return serdes.answerScored().deserializer().deserialize("answers.rescored", value);
  }

  private void add(long offset, AnswerScored scored) {
    add(offset, bytes(scored), scored.getIngestedAt());
  }

  private void add(long offset, byte[] value) {
    add(offset, value, NOW);
  }

  private void add(long offset, byte[] value, Instant timestamp) {
    var key = key(value);
    if (offset < consumer.position(SCORED)) {
      return;
    }
    consumer.addRecord(
        new ConsumerRecord<>(
            SCORED.topic(),
            SCORED.partition(),
            offset,
            timestamp.toEpochMilli(),
            TimestampType.CREATE_TIME,
            key.length,
            value.length,
            key,
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private byte[] key(byte[] value) {
    try {
      var answer = read(value).getAnswer();
      return Topics.key(answer.getTenantId(), answer.getCandidateRef()).getBytes(UTF_8);
    } catch (RuntimeException e) {
      return "stranger".getBytes(UTF_8);
    }
  }

  private void ask(long offset, String category) {
    var question =
        PlatformQuestion.newBuilder()
            .setTenantId("dev")
            .setQuestionId("handed_over")
            .setText("What did you mend?")
            .setCategory(category)
            .setLevels(List.of("mid"))
            .setKeyPoints(List.of(new PlatformKeyPoint("mended", "Mends it.", List.of("mended"))))
            .setUpdatedAt(NOW)
            .build();
    var value = serdes.platformQuestion().serializer().serialize(QUESTIONS.topic(), question);
    questions.addRecord(
        new ConsumerRecord<>(
            QUESTIONS.topic(), 0, offset, "dev/handed_over".getBytes(UTF_8), value));
    questions.updateEndOffsets(Map.of(QUESTIONS, offset + 1));
  }

  private void erase(String candidateRef) {
    var key = CandidateKey.erasureKey("dev", CandidateKey.of("dev", candidateRef));
    assertThat(erasures.assignment()).isEqualTo(Set.of(ERASED));
    erasures.addRecord(
        new ConsumerRecord<>(
            ERASED.topic(), 0, 0, key.getBytes(UTF_8), "not read".getBytes(UTF_8)));
    erasures.updateEndOffsets(Map.of(ERASED, 1L));
  }
}
