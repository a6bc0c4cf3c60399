package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.client.Answer;
import dev.starstream.client.BulkListener;
import dev.starstream.client.BulkListener.Progress;
import dev.starstream.client.Receipt.Problem;
import dev.starstream.client.Receipt.Status;
import dev.starstream.client.Scorecard.Mistake;
import dev.starstream.client.StarstreamClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against the real pipeline. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {

  private static final int ANSWERS = 2000;
  private static final Duration ARRIVAL = Duration.ofSeconds(60);

  /** Other tests share the topics; what this one sends is told by its tenant. */
  private final String tenant = "client-" + UUID.randomUUID().toString().substring(0, 8);

  private Settings settings;
  private Pipeline pipeline;
  private Connection clickHouse;

  @BeforeAll
  void startPipeline(@TempDir Path stateDirectory) throws Exception {
    // A port that stays: the client must find the server again after a restart.
    var flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, Ports.free());
    flags.put("http.auth", "off");
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "client_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    clickHouse = ClickHouse.openConnection(settings.clickHouse());
  }

  @AfterAll
  void stopPipeline() throws SQLException {
    clickHouse.close();
    pipeline.close();
  }

  @Test
  void bulkDuringWhichTheServerRestarts_isOneRowForEachAnswer() throws Exception {
    var reports = new ArrayList<Progress>();
    var listener =
        new BulkListener() {
          @Override
          public void progress(Progress progress) {
            reports.add(progress);
          }
        };
    try (var client = client()) {
      var restart = new FutureTask<>(this::restart, true);
      var end =
          client.publishAll(
              answers(i -> i == ANSWERS / 2, () -> new Thread(restart).start()), listener);
      restart.get(ARRIVAL.toSeconds(), TimeUnit.SECONDS);

      assertThat(end.read()).isEqualTo(ANSWERS);
      assertThat(end.refused() + end.failed()).isZero();
      assertThat(reports).last().isEqualTo(end);

      // The whole once more: nothing is counted again.
      var again = client.publishAll(answers(i -> false, () -> {}), BulkListener.NONE);
      assertThat(again.accepted() + again.duplicates()).isEqualTo(ANSWERS);
    }

    awaitNumber("SELECT uniqExact(event_id) FROM answer_scores WHERE " + bulk(), ANSWERS);
    awaitNumber("SELECT count() FROM answer_scores WHERE " + bulk(), ANSWERS);
    // A rollup is written after its table, and tells no sources apart.
    awaitNumber(
        "SELECT sum(answers) - (SELECT count() FROM answer_scores WHERE tenant_id = '%1$s') FROM answers_daily WHERE tenant_id = '%1$s'"
            .formatted(tenant),
        0);
  }

  @Test
  void answerThatBreaksARule_isRefusedByFieldAndItsNeighbourIsStored() {
    try (var client = client()) {
      var bad = client.publish(answer("bad").questionId("balance_excelence_and_value").build());
      var good = client.publish(answer("good").build());

      assertThat(bad.join().status()).isEqualTo(Status.REFUSED);
      assertThat(bad.join().problems()).extracting(Problem::pointer).containsExactly("/questionId");
      assertThat(good.join().status()).isEqualTo(Status.ACCEPTED);
      assertThat(good.join().answerId()).isPresent();
    }
  }

  @Test
  void answerThatIsWaitedFor_bringsItsScorecard() {
    try (var client = client()) {
      var receipt = client.publishAndWait(answer("waited").build(), Duration.ofSeconds(20)).join();

      var scorecard = receipt.scorecard().orElseThrow();
      assertThat(scorecard.answerId()).isEqualTo(receipt.answerId().orElseThrow());
      assertThat(scorecard.headline()).isNotBlank();
      assertThat(scorecard.mistakes()).extracting(Mistake::id).contains("no_situation");
      assertThat(client.scorecard(scorecard.answerId()).join()).contains(scorecard);
    }
  }

  private StarstreamClient client() {
    return StarstreamClient.builder(pipeline.uri()).bufferSize(2000).build();
  }

  private void restart() {
    pipeline.close();
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
  }

  private static Iterator<Answer> answers(IntPredicate when, Runnable then) {
    return IntStream.range(0, ANSWERS)
        .mapToObj(
            i -> {
              if (when.test(i)) {
                then.run();
              }
              return answer("bulk-" + i).source("bulk").company("Amazon").build();
            })
        .iterator();
  }

  private static Answer.Builder answer(String id) {
    return Answer.builder()
        .id(id)
        .candidateRef("c-" + id.hashCode() % 17)
        .text("I sorted shelf " + id + " and the queue halved.");
  }

  private String bulk() {
    return "tenant_id = '" + tenant + "' AND source = 'bulk'";
  }

  private void awaitNumber(String sql, long expected) {
    await()
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(number(sql)).as(sql).isEqualTo(expected));
  }

  private long number(String sql) throws SQLException {
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
