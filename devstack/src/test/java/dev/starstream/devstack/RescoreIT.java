package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Sink;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.stream.Rescoring;
import dev.starstream.scoring.stream.RescoringRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two versions of the scorer over the same answers, on real parts. Each test has a database, a
 * tenant and groups of its own and begins at the end of the topics.
 */
final class RescoreIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OLD = "1.0.0";
  private static final String NEW = AnswerScorer.VERSION;
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final AnswerScorer SCORER = AnswerScorer.load(CATALOGUE);

  /** Long enough that nobody scores a thousand of them before they can be killed. */
  private static final String STORY =
      "The label printer in our warehouse jammed twice a day and parcels left late. I was asked to"
          + " find out why. I measured every jam for a week, saw that the paper was damp, and moved"
          + " it to a dry shelf. Then I wrote the steps down and showed them to both shifts. Jams"
          + " fell from 14 a week to 2. ";

  private final String name = "rescore-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final ScoredAnswers answers = new ScoredAnswers(name, start);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Map<String, String> flags;
  private Settings settings;
  private AvroSerdes serdes;
  private Client client;
  private Admin admin;
  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void startSink(@TempDir Path stateDirectory) throws Exception {
    flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, 0);
    flags.put("tenant", name);
    flags.put("clickhouse.database", name.replace('-', '_'));
    flags.put("scoring.application-id", name);
    flags.put("sink.group-id", name + "-sink");
    flags.put("sink.flush-interval", "200ms");
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    serdes = AvroSerdes.of(settings.registry());
    client = ClickHouse.openClient(settings.clickHouse());
    admin = open(Admin.create(new HashMap<>(settings.kafka())));
    producer =
        open(
            new KafkaProducer<>(
                new HashMap<>(settings.kafka()),
                new StringSerializer(),
                new ByteArraySerializer()));
    SharedStack.emptyTopics();
    open(Sink.start(settings.sink()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (var i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    client.execute("DROP DATABASE " + settings.clickHouse().database()).get().close();
    client.close();
  }

  @Test
  void killedInTheMiddleBesideLiveTraffic_everyAnswerIsOneRowOfEachVersion() throws Exception {
    // Given: history, and answers that the earlier build goes on scoring
    var sent = new ConcurrentSkipListSet<UUID>();
    for (var number = 0; number < 3000; number++) {
      send(Topics.ANSWERS_SCORED, old(number), sent);
    }
    producer.flush();
    var live = new AtomicBoolean(true);
    var traffic = new Thread(() -> sendWhile(live, 3000, sent), "traffic");
    traffic.start();
    // When: killed after its first transactions, and begun again by two at once
    var killed = startProcess();
    try {
      await().atMost(PATIENCE).until(() -> sum(committed().values()) > 0 && rows(NEW) > 0);
    } finally {
      killed.destroyForcibly().waitFor();
    }
    assertThat(rows(NEW)).as("rows when it was killed").isLessThan(sent.size());
    try (var first = rescore(start);
        var second = rescore(start)) {
      await()
          .atMost(PATIENCE)
          .until(() -> first.progress().isComplete() && second.progress().isComplete());
      live.set(false);
      traffic.join();
      // Then
      awaitRows(OLD, sent);
      awaitRows(NEW, sent);
      assertThat(first.failure()).isEmpty();
      assertThat(second.failure()).isEmpty();
    }
    assertSound();

    // And once more: nothing is added
    assertThat(rescoredToTheEnd(start).rescored()).isZero();
    assertThatThrownBy(() -> rescore(start.minusSeconds(1)))
        .isInstanceOf(RescoringRefusedException.class)
        .hasMessageContaining("would count answers twice");

    // And when Kafka has forgotten the group: the topic itself tells what is done
    admin.deleteConsumerGroups(List.of(group())).all().get();
    var late = new ConcurrentSkipListSet<UUID>();
    send(Topics.ANSWERS_SCORED, old(1_000_000), late);
    producer.flush();
    assertThat(rescoredToTheEnd(start).rescored()).isEqualTo(1);
    sent.addAll(late);
    awaitRows(OLD, sent);
    awaitRows(NEW, sent);
    assertSound();
  }

  @Test
  void activation_switchesInsightsAndViewsInOneStepAndBack() throws Exception {
    // Given: 40 answers of each version, all failed by the old and passed by the new
    var sent = new TreeSet<UUID>();
    for (var number = 0; number < 40; number++) {
      send(Topics.ANSWERS_SCORED, scored(number, OLD, false), sent);
      send(Topics.ANSWERS_RESCORED, scored(number, NEW, true), sent);
    }
    awaitRows(OLD, sent);
    awaitRows(NEW, sent);
    var scorers = new ActiveScorer(client);
    assertThat(shown()).as("before the first activation").isEqualTo(List.of(OLD, 0.0, 0L));
    // When, Then
    var torn = new ConcurrentSkipListSet<String>();
    var switching = new AtomicBoolean(true);
    var analyst = new Thread(() -> lookWhile(switching, torn), "analyst");
    analyst.start();
    for (var round = 0; round < 3; round++) {
      scorers.activate(NEW);
      assertThat(shown()).isEqualTo(List.of(NEW, 1.0, 40L));
      scorers.activate(OLD);
      assertThat(shown()).isEqualTo(List.of(OLD, 0.0, 0L));
    }
    switching.set(false);
    analyst.join();
    assertThat(torn).isSubsetOf(OLD + " 40 40 0 200 0", NEW + " 40 40 40 200 40").isNotEmpty();
    assertThat(scorers.versions())
        .extracting(version -> version.version() + " " + version.answers())
        .containsExactly(NEW + " 40", OLD + " 40");
    assertThat(scorers.versions())
        .extracting(ActiveScorer.Version::activeTenants)
        .containsExactly(0L, 1L);
  }

  @Test
  void activationOfAVersionWithoutAnswers_isRefusedAndChangesNothing() throws Exception {
    // Given
    var sent = new TreeSet<UUID>();
    send(Topics.ANSWERS_SCORED, scored(1, OLD, false), sent);
    awaitRows(OLD, sent);
    var scorers = new ActiveScorer(client);
    // When, Then
    assertThatThrownBy(() -> scorers.activate("77"))
        .isInstanceOf(ActiveScorer.UnknownVersionException.class)
        .hasMessage("version '77' has no answers (expected: " + OLD + ")");
    assertThat(number("SELECT count() FROM scorer_activations")).isZero();
  }

  // ---- What the tests do.

  /** The version, the share that passed by an insight, the number that passed by a view. */
  private List<Object> shown() {
    var overview =
        new Insights(client, InsightCatalogue.load())
            .run("metric-usage", Map.of("first_attempts_only", "0"), name);
    var length =
        new Insights(client, InsightCatalogue.load())
            .run("length", Map.of("first_attempts_only", "0"), name);
    assertThat(overview.value(overview.rows().get(0), "answers")).isEqualTo(40L);
    assertThat(length.rows()).as("all are of one length").hasSize(1);
    return List.of(
        active(),
        length.value(length.rows().get(0), "passed"),
        number("SELECT countIf(passed) FROM v_answers"));
  }

  private String active() {
    return text("SELECT scorer_version AS v FROM active_scorer WHERE tenant_id = '" + name + "'");
  }

  /** One statement over several views sees one version. */
  private void lookWhile(AtomicBoolean switching, Set<String> seen) {
    do {
      seen.add(
          text(
              """
              SELECT concat_ws(' ', arrayStringConcat(groupUniqArray(scorer_version), '+'), count(),
                  (SELECT sum(answers) FROM v_answers_daily), countIf(passed),
                  (SELECT count() FROM v_star_parts), (SELECT sum(passed) FROM v_answers_daily)) AS v
              FROM v_answers
              """));
    } while (switching.get());
  }

  private Process startProcess() throws IOException {
    var command =
        new ArrayList<>(
            ChildJvm.command(ChildJvm.ownClassPath(), List.of(), "dev.starstream.app.Starstream"));
    flags.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(List.of("--set", "scoring.threads=1"));
    command.addAll(List.of("rescore", "--version", NEW, "--from", start.toString(), "--follow"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Rescoring rescore(Instant from) {
    return Rescoring.start(settings.scoring(), from, SCORER, CATALOGUE);
  }

  private Rescoring.Counts rescoredToTheEnd(Instant from) {
    var rescoring = rescore(from);
    try (rescoring) {
      await().atMost(PATIENCE).until(() -> rescoring.progress().isComplete());
    }
    assertThat(rescoring.failure()).isEmpty();
    return rescoring.counts();
  }

  private String group() {
    return name + "-rescore-" + NEW;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() throws Exception {
    return admin.listConsumerGroupOffsets(group()).partitionsToOffsetAndMetadata().get();
  }

  private static long sum(Collection<OffsetAndMetadata> offsets) {
    return offsets.stream().mapToLong(OffsetAndMetadata::offset).sum();
  }

  private AnswerScored old(int number) {
    var scored = answers.answer(number);
    var answer =
        AnswerSubmitted.newBuilder(scored.getAnswer())
            .setText(STORY.repeat(4) + "Number " + number + ".")
            .build();
    return AnswerScored.newBuilder(scored).setAnswer(answer).setScorerVersion(OLD).build();
  }

  private AnswerScored scored(int number, String version, boolean passed) {
    return AnswerScored.newBuilder(answers.answer(number))
        .setScorerVersion(version)
        .setOverall(passed ? 0.9 : 0.1)
        .setPassed(passed)
        .build();
  }

  private void sendWhile(AtomicBoolean live, int first, Set<UUID> sent) {
    for (var number = first; live.get(); number++) {
      send(Topics.ANSWERS_SCORED, old(number), sent);
      producer.flush();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // awaitRows misses what was not sent
  private void send(Topics.Topic topic, AnswerScored scored, Set<UUID> sent) {
    var key = Topics.key(name, scored.getAnswer().getCandidateRef());
    var value = serdes.answerScored().serializer().serialize(topic.name(), scored);
    producer.send(new ProducerRecord<>(topic.name(), key, value));
    sent.add(scored.getAnswerId());
  }

  private long rows(String version) {
    return number("SELECT count() FROM answer_scores WHERE scorer_version = '" + version + "'");
  }

  /** Waits until every answer has a row of the version; none has two, and there are no others. */
  private void awaitRows(String version, Set<UUID> sent) {
    for (var table : List.of("answer_scores", "answer_texts")) {
      var of = " FROM " + table + " WHERE scorer_version = '" + version + "'";
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(number("SELECT uniqExact(answer_id)" + of))
                      .as("answers of version %s in %s", version, table)
                      .isEqualTo(sent.size()));
      assertThat(number("SELECT count()" + of)).as("rows").isEqualTo(sent.size());
      assertThat(
              client.queryAll("SELECT answer_id AS id" + of).stream()
                  .map(row -> row.getUUID("id"))
                  .collect(Collectors.toSet()))
          .isEqualTo(Set.copyOf(sent));
    }
  }

  /** Every rollup, of both versions, equals a recount. */
  private void assertSound() {
    Recount.assertRollupsEqual(client, "answer_scores");
  }

  private long number(String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }

  private String text(String sql) {
    return client.queryAll(sql).get(0).getString("v");
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }
}
