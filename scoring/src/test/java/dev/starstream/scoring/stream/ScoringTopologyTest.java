package dev.starstream.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.PlatformKeyPoint;
import dev.starstream.events.PlatformQuestion;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ContentHash;
import dev.starstream.schemas.ForgetAnswer;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Scorecard;
import dev.starstream.scoring.score.Span;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTopologyTest {

  private static final String ANSWERS_BY_ID = "scoring-test-answers-by-id-repartition";

  /** The test driver reads partition 0: what is at home in the other one is carried there. */
  private static final int PARTITIONS = 2;

  private static final String SCOPE = "scoring-topology-test";
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final Path PINNED =
      Path.of("src/test/resources/dev/starstream/scoring/stream/topology.txt");

  @TempDir Path stateDir;

  private Pipeline pipeline;

  /** The questions that the scorer was given, in order. */
  private final List<Question> asked = new ArrayList<>();

  @BeforeEach
  void startPipeline() throws Exception {
    SchemaRegistration.registerAll(MockSchemaRegistry.getClientForScope(SCOPE));
    pipeline =
        new Pipeline(
            "mock://" + SCOPE,
            (answer, question) -> {
              question.ifPresent(asked::add);
              return scorecard(answer, question);
            });
  }

  @AfterEach
  void stopPipeline() {
    pipeline.driver.close();
    MockSchemaRegistry.dropScope(SCOPE);
  }

  @Test
  void topology_isAsPinned() throws Exception {
    var described =
        ScoringTopology.build(
                ScoringTopologyTest::scorecard,
                CATALOGUE,
                AvroSerdes.of(Map.of("schema.registry.url", "mock://" + SCOPE)),
                PARTITIONS,
                RETENTION,
                ScoringStreams.properties(config("mock://" + SCOPE)))
            .describe()
            .toString();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PINNED, described);
    }

    assertThat(described).isEqualTo(Files.readString(PINNED));
  }

  @Test
  void answer_isScoredUnderItsCandidatesKey() {
    pipeline.submit("any key", submission("e1").setCompany("Amazon Web Services").build());

    var record = pipeline.scored.readRecord();
    assertThat(record.key()).isEqualTo("dev/cand-1");
    assertThat(record.value().getAnswerId()).isEqualTo(AnswerIds.of("dev", "/tests", "e1"));
    assertThat(record.value().getAnswer().getCompany()).isEqualTo("amazon");
    assertThat(record.value().getCategory())
        .isEqualTo(CATALOGUE.question("balance_excellence_and_value").orElseThrow().category());
    assertThat(record.value().getIngestedAt()).isEqualTo(NOW.minusSeconds(5));
    assertThat(record.value().getScoredAt()).isEqualTo(NOW);
    assertThat(record.value().getOverall()).isEqualTo(0.5);
    assertThat(record.value().getSentences())
        .extracting(sentence -> sentence.getPart())
        .containsExactly(dev.starstream.events.Part.ACTION);
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void undecodableBytes_areRejectedWholeAndNeighboursAreScored() {
    var garbage = "{\"no\": \"avro\"}".getBytes(StandardCharsets.UTF_8);
    pipeline.submit("k", submission("e1").build());
    pipeline.send("k", garbage);
    pipeline.submit("k", submission("e2").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1", "e2");
    assertThat(pipeline.rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo(RejectReason.UNDECODABLE);
              assertThat(reject.getDetail()).contains("14 bytes", "expected");
              assertThat(reject.getPayload().array()).isEqualTo(garbage);
              assertThat(new String(reject.getKey().array(), StandardCharsets.UTF_8))
                  .isEqualTo("k");
              assertThat(reject.getTopic()).isEqualTo("answers.submitted");
              assertThat(reject.getPartition()).isZero();
              assertThat(reject.getOffset()).isEqualTo(1);
              assertThat(reject.getHeaders()).extracting("key").containsExactly("trace");
            });
  }

  @Test
  void bytesWithUnknownSchemaId_areRejected() {
    pipeline.send("k", new byte[] {0, 0, 0, 3, 77, 1, 2, 3});

    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNDECODABLE);
  }

  @Test
  void truncatedAvro_isRejectedWithoutQuotingIt() {
    var whole = pipeline.bytes(submission("e1").setText("Nobody may see this.").build());
    pipeline.send("k", java.util.Arrays.copyOf(whole, whole.length - 12));

    assertThat(pipeline.rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo(RejectReason.UNDECODABLE);
              assertThat(reject.getDetail()).doesNotContain("Nobody");
            });
  }

  @Test
  void recordWithoutValue_isRejected() {
    pipeline.send("k", null);

    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNDECODABLE);
  }

  @Test
  void brokenRules_areAllNamed() {
    pipeline.submit("k", submission("e1").setText(" ").setAttemptNo(0).build());

    assertThat(pipeline.rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo(RejectReason.INVALID);
              assertThat(reject.getEventId()).isEqualTo("e1");
              assertThat(reject.getProblems())
                  .extracting(Problem::getField)
                  .containsExactly("attempt_no", "text");
            });
  }

  @Test
  void unknownQuestion_hasItsOwnReason() {
    pipeline.submit("k", submission("e1").setQuestionId("never_asked").build());

    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNKNOWN_QUESTION);
  }

  @Test
  void platformsQuestion_isFoundAndItsCategoryKept() {
    pipeline.ask("dev", "handed_over", "logistics");
    pipeline.submit("k", submission("e1").setQuestionId("handed_over").build());

    assertThat(pipeline.scored.readValue().getCategory()).isEqualTo("logistics");
    assertThat(asked).extracting(Question::id).containsExactly("handed_over");
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void changedQuestion_countsFromTheNextAnswerOnAndStaysOneObjectUntilThen() {
    pipeline.ask("dev", "handed_over", "logistics");
    pipeline.submit("k", submission("e1").setQuestionId("handed_over").build());
    pipeline.ask("dev", "handed_over", "logistics");
    pipeline.submit("k", submission("e2").setQuestionId("handed_over").build());
    pipeline.ask("dev", "handed_over", "ownership");
    pipeline.submit("k", submission("e3").setQuestionId("handed_over").build());

    assertThat(asked)
        .extracting(Question::category)
        .containsExactly("logistics", "logistics", "ownership");
    // What a scorer has prepared is kept by the object.
    assertThat(asked.get(1)).isSameAs(asked.get(0));
  }

  @Test
  void anothersOrWithdrawnQuestion_isUnknown() {
    pipeline.ask("other", "handed_over", "logistics");
    pipeline.submit("k", submission("e1").setQuestionId("handed_over").build());
    pipeline.ask("dev", "handed_over", "logistics");
    pipeline.questions.pipeInput("dev/handed_over", null);
    pipeline.submit("k", submission("e2").setQuestionId("handed_over").build());

    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNKNOWN_QUESTION, RejectReason.UNKNOWN_QUESTION);
    assertThat(asked).isEmpty();
  }

  @Test
  void bytesThatAreNoQuestion_leaveItUnknownAndNeighboursAlone() {
    pipeline.ask("dev", "handed_over", "logistics");
    pipeline.questions.pipeInput("dev/strange", new byte[] {7});
    pipeline.questions.pipeInput("dev/of_another_key", pipeline.question("dev", "x", "logistics"));
    pipeline.questions.pipeInput("dev/broken", pipeline.question("dev", "broken", "No Category"));
    for (var id : List.of("strange", "of_another_key", "broken", "handed_over")) {
      pipeline.submit("k", submission("e-" + id).setQuestionId(id).build());
    }

    assertThat(pipeline.scoredEvents()).containsExactly("e-handed_over");
    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsOnly(RejectReason.UNKNOWN_QUESTION)
        .hasSize(3);
  }

  @Test
  void shippedQuestion_isNotTakenOverByAPlatform() {
    pipeline.ask("dev", "balance_excellence_and_value", "logistics");
    pipeline.submit("k", submission("e1").build());

    assertThat(pipeline.scored.readValue().getCategory()).isNotEqualTo("logistics");
  }

  @Test
  void unknownQuestions_holdTheStreamUpForASecondAtMost() {
    var start = System.nanoTime();
    for (var i = 0; i < 50; i++) {
      pipeline.submit("k", submission("e" + i).setQuestionId("never_asked").build());
    }

    assertThat(pipeline.rejects()).hasSize(50);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(QuestionWait.LONGEST, Duration.ofSeconds(8));
  }

  @Test
  void oldAnswerToAnUnknownQuestion_isNotWaitedFor() {
    var answer = pipeline.bytes(submission("e1").setQuestionId("never_asked").build());
    var start = System.nanoTime();
    pipeline.sendAt(answer, NOW.minus(QuestionWait.YOUNG));

    assertThat(pipeline.rejects()).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QuestionWait.LONGEST);
  }

  @Test
  void sameIdWithSameContent_isScoredOnce() {
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e1").setSubmittedAt(NOW.minusSeconds(1)).build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1");
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void sameIdWithOtherContent_isRejectedAsConflict() {
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e1").setText("I did something else.").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1");
    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.CONFLICTING_DUPLICATE);
  }

  @Test
  void sameEventIdOfAnotherTenantOrSource_isAnotherAnswer() {
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e1").setTenantId("other").build());
    pipeline.submit("k", submission("e1").setSource("/elsewhere").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1", "e1", "e1");
  }

  @Test
  void idIsForgotten_onlyAfterTheRetention() {
    pipeline.submit("k", submission("e1").build());
    pipeline.driver.advanceWallClockTime(RETENTION.minusMinutes(1));
    pipeline.submit("k", submission("e1").build());
    assertThat(pipeline.scoredEvents()).containsExactly("e1");

    pipeline.driver.advanceWallClockTime(Duration.ofMinutes(2));
    pipeline.submit("k", submission("e1").build());
    assertThat(pipeline.scoredEvents()).containsExactly("e1");
  }

  @Test
  void recordFromAClockYearsAhead_makesTheStoreForgetNothing() {
    pipeline.submit("k", submission("e1").build());
    pipeline.sendAt(pipeline.bytes(submission("e2").build()), NOW.plus(Duration.ofDays(3650)));
    pipeline.submit("k", submission("e1").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1", "e2");
  }

  @Test
  void answerThatTheScorerFailsOn_isRejectedAndCanBeReplayed() {
    pipeline.driver.close();
    var failing = new boolean[] {true};
    pipeline =
        new Pipeline(
            "mock://" + SCOPE,
            (answer, question) -> {
              if (failing[0]) {
                throw new IllegalStateException("quotes: " + answer.text());
              }
              return scorecard(answer, question);
            });
    pipeline.submit("k", submission("e1").build());
    failing[0] = false;
    pipeline.submit("k", submission("e1").build());

    assertThat(pipeline.rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo(RejectReason.UNPROCESSABLE);
              assertThat(reject.getDetail()).doesNotContain("quotes");
            });
    assertThat(pipeline.scoredEvents()).containsExactly("e1");
  }

  @Test
  void sameIdUnderTwoKeysAwayFromHome_meetsItselfUnderOneKey() {
    var away = eventAt(1);
    pipeline.submit("dev/cand-1", submission(away).build());
    pipeline.submit("another key", submission(away).build());
    pipeline.submit("a third key", submission(away).setText("I did something else.").build());

    assertThat(pipeline.byId.readRecordsToList())
        .extracting(TestRecord::key)
        .containsOnly(AnswerIds.of("dev", "/tests", away).toString())
        .hasSize(3);
    assertThat(pipeline.scoredEvents()).containsExactly(away);
    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.CONFLICTING_DUPLICATE);
  }

  @Test
  void whatIsAtHome_isScoredWithoutADetour() {
    var home = eventAt(0);
    pipeline.submit("k", submission(home).build());
    pipeline.send("k", new byte[] {1, 2, 3});

    assertThat(pipeline.byId.isEmpty()).isTrue();
    assertThat(pipeline.scoredEvents()).containsExactly(home);
    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNDECODABLE);
  }

  @Test
  void idThatWasCarriedHome_meetsTheOneThatStoodThere() {
    var home = eventAt(0);
    var id = AnswerIds.of("dev", "/tests", home);
    pipeline.submit("k", submission(home).build());
    var elsewhere = submission(home).setText("I did something else.").build();
    pipeline
        .driver
        .createInputTopic(ANSWERS_BY_ID, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(ForgetAnswer.key(id), pipeline.bytes(elsewhere));

    assertThat(pipeline.scoredEvents()).containsExactly(home);
    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.CONFLICTING_DUPLICATE);
  }

  @Test
  void sameIdOfTwoCandidates_isOneScoreAndOneConflict() {
    pipeline.submit("dev/cand-1", submission("e1").build());
    pipeline.submit("dev/cand-2", submission("e1").setCandidateRef("cand-2").build());

    assertThat(pipeline.scored.readValuesToList())
        .extracting(scored -> scored.getAnswer().getCandidateRef())
        .containsExactly("cand-1");
    assertThat(pipeline.rejects())
        .singleElement()
        .satisfies(
            reject -> {
              assertThat(reject.getReason()).isEqualTo(RejectReason.CONFLICTING_DUPLICATE);
              assertThat(reject.getCandidateRef()).isEqualTo("cand-2");
            });
  }

  @Test
  void rejectBehindTheRepartitionTopic_isTheOriginalRecordWhole() {
    var invalid = pipeline.bytes(submission("e1").setText(" ").build());
    pipeline.send("k", pipeline.bytes(submission("e0").build()));
    pipeline.send("k", invalid);

    assertThat(pipeline.rejected.readRecordsToList())
        .singleElement()
        .satisfies(
            record -> {
              var reject = record.value();
              assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("k");
              assertThat(reject.getTopic()).isEqualTo("answers.submitted");
              assertThat(reject.getPartition()).isZero();
              assertThat(reject.getOffset()).isEqualTo(1);
              assertThat(reject.getRecordedAt()).isEqualTo(NOW.minusSeconds(5));
              assertThat(reject.getKey().array()).asString(StandardCharsets.UTF_8).isEqualTo("k");
              assertThat(reject.getPayload().array()).isEqualTo(invalid);
              assertThat(reject.getHeaders()).extracting("key").containsExactly("trace");
            });
  }

  @Test
  void rejectOfARecordWithoutKey_hasNone() {
    pipeline.send(null, pipeline.bytes(submission("e1").setText(" ").build()), new RecordHeaders());

    assertThat(pipeline.rejected.readRecordsToList())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isNull();
              assertThat(record.value().getKey()).isNull();
            });
  }

  @Test
  void outputs_carryNoneOfOurHeaders() {
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e2").setText(" ").build());
    pipeline.send("k", new byte[] {1});

    assertThat(pipeline.scored.readRecord().headers()).extracting("key").containsExactly("trace");
    assertThat(pipeline.rejected.readRecordsToList())
        .hasSize(2)
        .allSatisfy(record -> assertThat(record.headers()).isEmpty());
  }

  @Test
  void replayThatFailsAgain_isTheSameReject() {
    pipeline.submit("k", submission("e0").build());
    pipeline.submit("k", submission("e1").setText(" ").build());
    pipeline.send("k", new byte[] {1});
    var first = pipeline.rejects();
    first.forEach(pipeline::replay);
    var second = pipeline.rejects();
    second.forEach(pipeline::replay);

    assertThat(first)
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.INVALID, RejectReason.UNDECODABLE);
    assertThat(second).isEqualTo(first);
    assertThat(pipeline.rejects()).isEqualTo(first);
  }

  @Test
  void replayedAnswerThatPasses_isScoredOnceHoweverOftenItIsReplayed() {
    pipeline.driver.close();
    var failing = new boolean[] {true};
    pipeline =
        new Pipeline(
            "mock://" + SCOPE,
            (answer, question) -> {
              if (failing[0]) {
                throw new IllegalStateException();
              }
              return scorecard(answer, question);
            });
    pipeline.submit("k", submission("e1").build());
    failing[0] = false;
    var reject = pipeline.rejects().get(0);
    pipeline.replay(reject);
    pipeline.replay(reject);

    assertThat(pipeline.scored.readRecordsToList())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("dev/cand-1");
              assertThat(record.headers()).extracting("key").containsExactly("trace");
            });
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void answerOfAnErasedCandidate_isRejectedWithoutAnythingThatTellsWhose() {
    pipeline.erase("dev", "cand-1");
    pipeline.submit("dev/cand-1", submission("e1").build());
    pipeline.submit("dev/cand-2", submission("e2").setCandidateRef("cand-2").build());
    pipeline.submit("other/cand-1", submission("e3").setTenantId("other").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e2", "e3");
    assertThat(pipeline.rejected.readRecordsToList())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isNull();
              assertThat(record.headers()).isEmpty();
              var reject = record.value();
              assertThat(reject.getReason()).isEqualTo(RejectReason.ERASED);
              assertThat(reject.getTenantId()).isEqualTo("dev");
              assertThat(reject.getTopic()).isEqualTo("answers.submitted");
              assertThat(reject.getOffset()).isZero();
              assertThat(reject.getEventId()).isNull();
              assertThat(reject.getCandidateRef()).isNull();
              assertThat(reject.getKey()).isNull();
              assertThat(reject.getPayload()).isNull();
              assertThat(reject.getHeaders()).isEmpty();
              assertThat(reject.getProblems()).isEmpty();
              assertThat(reject.toString()).doesNotContain("cand-1", "e1", "shelves");
            });
  }

  @Test
  void replayForAnotherReasonRefused_isAnotherRejectOfTheSameRecord() {
    pipeline.submit("k", submission("e1").setQuestionId("never_asked").build());
    var reject = pipeline.rejects().get(0);
    pipeline.erase("dev", "cand-1");
    pipeline.replay(reject);
    pipeline.replay(reject);

    var refused = pipeline.rejects();
    assertThat(refused)
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.ERASED, RejectReason.ERASED);
    assertThat(refused)
        .extracting(AnswerRejected::getRejectId)
        .doesNotContain(reject.getRejectId())
        .containsOnly(refused.get(0).getRejectId());
    assertThat(refused).extracting(AnswerRejected::getOffset).containsOnly(reject.getOffset());
  }

  @Test
  void forgottenId_isLetThroughAgain() {
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e2").build());
    pipeline.forget(AnswerIds.of("dev", "/tests", "e1").toString());
    pipeline.submit("k", submission("e1").setText("I did something else.").build());
    pipeline.submit("k", submission("e2").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1", "e2", "e1");
    assertThat(pipeline.rejects()).isEmpty();
  }

  @Test
  void requestToForgetWhatIsNoAnswerId_isRejected() {
    pipeline.forget("1-1-1-1-1");

    assertThat(pipeline.rejects())
        .extracting(AnswerRejected::getReason)
        .containsExactly(RejectReason.UNDECODABLE);
  }

  @Test
  void clockSetBackSinceAnIdWasSeen_makesNoRepeatNew() {
    var store = pipeline.driver.<Bytes, byte[]>getKeyValueStore(Deduplicate.STORE);
    var id = AnswerIds.of("dev", "/tests", "e1");
    var hash = ContentHash.of(submission("e1").build());
    new SeenIds(store, RETENTION).add(id, hash, NOW.plus(RETENTION.multipliedBy(3)).toEpochMilli());

    // As after a start: what the store holds is all that is known.
    assertThat(new SeenIds(store, RETENTION).hash(id, NOW.toEpochMilli())).contains(hash);
  }

  @Test
  void expiredIds_leaveTheStore() {
    var store = pipeline.driver.<Bytes, byte[]>getKeyValueStore(Deduplicate.STORE);
    for (var number = 0; number < 2100; number++) {
      pipeline.submit("k", submission("e" + number).build());
    }
    assertThat(size(store)).isEqualTo(2100);

    pipeline.driver.advanceWallClockTime(RETENTION);
    pipeline.submit("k", submission("new").build());
    for (var second = 0; second < 10; second++) {
      pipeline.driver.advanceWallClockTime(RETENTION.dividedBy(10));
    }

    assertThat(size(store)).isEqualTo(1);
    pipeline.submit("k", submission("new").build());
    assertThat(size(store)).isEqualTo(1);
  }

  private static int size(KeyValueStore<Bytes, byte[]> store) {
    var size = 0;
    try (var all = store.all()) {
      for (; all.hasNext(); all.next()) {
        size++;
      }
    }
    return size;
  }

  @Test
  void withoutDeduplication_aRepeatIsScoredAgain() {
    pipeline.driver.close();
    var properties = ScoringStreams.properties(config("mock://" + SCOPE));
    pipeline =
        new Pipeline(
            "mock://" + SCOPE,
            ScoringTopology.buildWithoutDeduplication(
                ScoringTopologyTest::scorecard,
                CATALOGUE,
                AvroSerdes.of(Map.of("schema.registry.url", "mock://" + SCOPE)),
                properties));
    pipeline.submit("k", submission("e1").build());
    pipeline.submit("k", submission("e1").build());

    assertThat(pipeline.scoredEvents()).containsExactly("e1", "e1");
  }

  @Test
  void registryDown_isAnOutageAndNoReject() {
    var bytes = pipeline.bytes(submission("e1").build());
    pipeline.driver.close();
    pipeline = new Pipeline("http://127.0.0.1:1", ScoringTopologyTest::scorecard);

    assertThatThrownBy(() -> pipeline.send("k", bytes))
        .isInstanceOf(StreamsException.class)
        .satisfies(failure -> assertThat(ScoringStreams.isOutage(failure)).isTrue());
    assertThat(pipeline.rejected.isEmpty()).isTrue();
  }

  @Test
  void registryDownBehindTheRepartitionTopic_isAnOutageToo() {
    var bytes = pipeline.bytes(submission("e1").build());
    pipeline.driver.close();
    pipeline = new Pipeline("http://127.0.0.1:1", ScoringTopologyTest::scorecard);
    var behind =
        pipeline.driver.createInputTopic(
            ANSWERS_BY_ID, new StringSerializer(), new ByteArraySerializer());

    assertThatThrownBy(() -> behind.pipeInput("id", bytes))
        .isInstanceOf(StreamsException.class)
        .satisfies(failure -> assertThat(ScoringStreams.isOutage(failure)).isTrue());
    assertThat(pipeline.rejected.isEmpty()).isTrue();
  }

  /** An event id of which the answer is at home in a partition. */
  private static String eventAt(int partition) {
    return IntStream.range(0, 100)
        .mapToObj(number -> "e" + number)
        .filter(
            event ->
                AnswerIds.homePartition(AnswerIds.of("dev", "/tests", event), PARTITIONS)
                    == partition)
        .findFirst()
        .orElseThrow();
  }

  private static AnswerSubmitted.Builder submission(String eventId) {
    return AnswerSubmitted.newBuilder()
        .setEventId(eventId)
        .setSource("/tests")
        .setTenantId("dev")
        .setCandidateRef("cand-1")
        .setQuestionId("balance_excellence_and_value")
        .setText("I moved the shelves.")
        .setSubmittedAt(NOW.minusSeconds(60));
  }

  /** A scorer that gives every answer the same scores: what is tested here is its surroundings. */
  private static Scorecard scorecard(Answer answer, Optional<Question> question) {
    var star = new EnumMap<Part, Scorecard.StarPart>(Part.class);
    for (var part : Part.values()) {
      if (part != Part.NONE) {
        star.put(part, new Scorecard.StarPart(false, 0, List.of()));
      }
    }
    return new Scorecard(
        star,
        List.of(new Scorecard.Sentence(new Span(0, answer.text().length()), Part.ACTION)),
        List.of(),
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0.5,
        0.5,
        OptionalDouble.empty(),
        0.5,
        false,
        4,
        new Scorecard.Critique("Headline.", "", 0, List.of()),
        "1",
        "1");
  }

  private ScoringConfig config(String registryUrl) {
    return new ScoringConfig(
        Map.of("bootstrap.servers", "127.0.0.1:1"),
        Map.of("schema.registry.url", registryUrl, "max.retries", "0"),
        "scoring-test",
        stateDir,
        1,
        Duration.ofMillis(100),
        RETENTION);
  }

  private final class Pipeline {
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> submitted;
    private final TestInputTopic<String, byte[]> erased;
    private final TestInputTopic<String, byte[]> questions;
    private final TestOutputTopic<String, byte[]> byId;
    private final TestOutputTopic<String, AnswerScored> scored;
    private final TestOutputTopic<byte[], AnswerRejected> rejected;
    private final AvroSerdes serdes;

    Pipeline(String registryUrl, BiFunction<Answer, Optional<Question>, Scorecard> scorer) {
      this(
          registryUrl,
          ScoringTopology.build(
              scorer,
              CATALOGUE,
              AvroSerdes.of(config(registryUrl).registry()),
              PARTITIONS,
              RETENTION,
              ScoringStreams.properties(config(registryUrl))));
    }

    Pipeline(String registryUrl, Topology topology) {
      var config = config(registryUrl);
      serdes = AvroSerdes.of(config.registry());
      driver = new TopologyTestDriver(topology, ScoringStreams.properties(config), NOW);
      submitted =
          driver.createInputTopic(
              Topics.ANSWERS_SUBMITTED.name(),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      erased =
          driver.createInputTopic(
              Topics.CANDIDATES_ERASED.name(), new StringSerializer(), new ByteArraySerializer());
      questions =
          driver.createInputTopic(
              Topics.QUESTIONS.name(), new StringSerializer(), new ByteArraySerializer());
      byId =
          driver.createOutputTopic(
              ANSWERS_BY_ID, new StringDeserializer(), new ByteArrayDeserializer());
      scored =
          driver.createOutputTopic(
              Topics.ANSWERS_SCORED.name(),
              new StringDeserializer(),
              serdes.answerScored().deserializer());
      rejected =
          driver.createOutputTopic(
              Topics.ANSWERS_REJECTED.name(),
              new ByteArrayDeserializer(),
              serdes.answerRejected().deserializer());
    }

    byte[] bytes(AnswerSubmitted answer) {
      return serdes
          .answerSubmitted()
          .serializer()
          .serialize(Topics.ANSWERS_SUBMITTED.name(), answer);
    }

    void submit(String key, AnswerSubmitted answer) {
      send(key, bytes(answer));
    }

    void send(String key, byte[] value) {
      var headers = new RecordHeaders().add("trace", new byte[] {7});
      send(key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    void send(byte[] key, byte[] value, Headers headers) {
      submitted.pipeInput(new TestRecord<>(key, value, headers, NOW.minusSeconds(5)));
    }

    /** As {@code starstream rejected replay} does it, some time later. */
    void replay(AnswerRejected reject) {
      var headers = new RecordHeaders();
      for (var header : reject.getHeaders()) {
        headers.add(header.getKey(), header.getValue().array());
      }
      new RecordOrigin(
              reject.getTopic(), reject.getPartition(), reject.getOffset(), reject.getRecordedAt())
          .write(headers);
      submitted.pipeInput(
          new TestRecord<>(reject.getKey().array(), reject.getPayload().array(), headers, NOW));
    }

    /** The value is no Avro: whether it can be read must not matter. */
    void erase(String tenantId, String candidateRef) {
      var key = CandidateKey.erasureKey(tenantId, CandidateKey.of(tenantId, candidateRef));
      erased.pipeInput(key, new byte[] {7});
    }

    void ask(String tenantId, String questionId, String category) {
      questions.pipeInput(
          Topics.questionKey(tenantId, questionId), question(tenantId, questionId, category));
    }

    byte[] question(String tenantId, String questionId, String category) {
      return serdes
          .platformQuestion()
          .serializer()
          .serialize(
              Topics.QUESTIONS.name(),
              PlatformQuestion.newBuilder()
                  .setTenantId(tenantId)
                  .setQuestionId(questionId)
                  .setText("What did you hand over?")
                  .setCategory(category)
                  .setLevels(List.of("mid"))
                  .setKeyPoints(List.of(new PlatformKeyPoint("told", "Tells.", List.of("TELL"))))
                  .setUpdatedAt(NOW)
                  .build());
    }

    void forget(String answerId) {
      var headers =
          new RecordHeaders().add("starstream-forget", "erasure".getBytes(StandardCharsets.UTF_8));
      send(answerId.getBytes(StandardCharsets.UTF_8), null, headers);
    }

    void sendAt(byte[] value, Instant timestamp) {
      submitted.pipeInput(new TestRecord<>(new byte[0], value, timestamp));
    }

    List<String> scoredEvents() {
      return scored.readValuesToList().stream()
          .map(value -> value.getAnswer().getEventId())
          .toList();
    }

    List<AnswerRejected> rejects() {
      return rejected.readValuesToList();
    }
  }
}
