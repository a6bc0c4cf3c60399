package dev.starstream.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.starstream.devstack.Component;
import dev.starstream.drill.DrillReport.Check;
import dev.starstream.drill.FaultProxy.Step;
import dev.starstream.drill.FaultProxy.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that are away for long: lag, and afterwards no reject and no loss. */
class OutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long DISK_BYTES = 600L << 20;

  /** The least that the sink accepts. */
  private static final int WINDOW = 1000;

  private Rig rig;

  @BeforeAll
  static void needsProcessesToKill() {
    assumeFalse(
        "testcontainers".equalsIgnoreCase(System.getenv("STARSTREAM_STACK")),
        "outages are made by killing the embedded stack; STARSTREAM_STACK asks for containers");
  }

  @BeforeEach
  void start() {
    rig = Rig.start(DISK_BYTES, line -> {});
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  @Tag("long")
  void registryDownWhileStagesStart_isWaitedOut() throws Exception {
    // Given
    var sink = started(rig.sink("sink"));
    var scoring = started(rig.scoring("scoring"));
    try (var traffic = traffic(400)) {
      traffic.start();
      await().atMost(PATIENCE).until(() -> rows() > 0);
      // When
      rig.server(Component.Role.REGISTRY).holdDown();
      sink.kill();
      scoring.kill();
      await()
          .atMost(PATIENCE)
          .until(() -> !scoring.logLines("scoring waits for an outage").isEmpty());
      rig.server(Component.Role.REGISTRY).release();
      // Then
      assertThat(failures(traffic.await())).isEmpty();
    }
  }

  @Test
  void clickHouseDownPastItsWindows_theRowsDecide() throws Exception {
    // Given
    var tables = rig.tables();
    var deduplicated = new ArrayList<>(Checks.ROLLUPS);
    deduplicated.addAll(List.of("answer_scores", "answer_texts"));
    for (var table : deduplicated) {
      tables.execute(
          "ALTER TABLE "
              + table
              + " MODIFY SETTING non_replicated_deduplication_window = "
              + WINDOW,
          Map.of());
    }
    var sink = started(rig.sink("sink"));
    started(rig.scoring("scoring"));
    try (var traffic = traffic(400)) {
      // When: an insert is in, its reply is not, and then nobody answers
      var lost =
          rig.clickHouseProxy()
              .atNextInsert(
                  Step.ANSWERED,
                  "answer_scores",
                  () -> {
                    rig.clickHouseProxy().refuse();
                    return Verdict.CUT;
                  });
      traffic.start();
      await().atMost(PATIENCE).until(lost::isDone);
      sink.kill();
      insertOthers(tables, WINDOW + 50);
      rig.clickHouseProxy().heal();
      // Then
      assertThat(failures(traffic.await())).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void kafkaDownWhileHttpTakesAnswers_sendersAreToldToComeAgain() throws Exception {
    // Given
    int port = freePort();
    started(rig.sink("sink"));
    started(rig.scoring("scoring"));
    started(rig.ingest("ingest", port));
    var edge = URI.create("http://127.0.0.1:" + port + "/v1/answers");
    var expected = new Expected();
    await().atMost(PATIENCE).until(() -> accepted(edge, 0, 20, expected));
    // When
    rig.server(Component.Role.KAFKA).holdDown();
    var refused = post(edge, 20, 40);
    rig.server(Component.Role.KAFKA).release();
    // Then
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After").map(Integer::parseInt).orElse(0))
        .isPositive();
    for (var from = 20; from < 200; from += 20) {
      int first = from;
      await().atMost(PATIENCE).until(() -> accepted(edge, first, first + 20, expected));
    }
    assertThat(failures(expected)).isEmpty();
  }

  // What an outage has

  private static Stage started(Stage stage) {
    stage.start();
    return stage;
  }

  private Traffic traffic(int answers) {
    return new Traffic(
        new Answers(1, Instant.now()),
        answers,
        Traffic.ALONE,
        1,
        rig.stack().kafkaBootstrap(),
        rig.stack().registryUrl(),
        () -> answers);
  }

  private long rows() {
    return rig.tables().number("row_counts.sql", Map.of());
  }

  private List<Check> failures(Expected expected) throws Exception {
    var arrived = Drill.awaitArrival(rig, rig.tables());
    var checks = new ArrayList<>(new Checks(rig.settings().sink(), rig.tables(), expected).all());
    checks.add(arrived);
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  /**
   * Rows of another tenant, too old to have a text: each insert makes table and rollups forget an
   * older one.
   */
  private static void insertOthers(Tables tables, int inserts) throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      var done = new ArrayList<Future<?>>();
      for (var number = 0; number < inserts; number++) {
        var token = "other-" + number;
        done.add(threads.submit(() -> insertOther(tables, token)));
      }
      for (var insert : done) {
        insert.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void insertOther(Tables tables, String token) {
    tables.execute(
        """
        INSERT INTO answer_scores SETTINGS insert_deduplication_token = '%s'
        SELECT * REPLACE (
            'other' AS tenant_id,
            generateUUIDv4() AS answer_id,
            generateUUIDv4() AS _topic_id,
            now64(3, 'UTC') - INTERVAL 40 DAY AS ingested_at)
        FROM answer_scores WHERE tenant_id = 'drill' LIMIT 1
        """
            .formatted(token),
        Map.of());
  }

  private static boolean accepted(URI edge, int from, int to, Expected expected)
      throws InterruptedException {
    try {
      if (post(edge, from, to).statusCode() >= 300) {
        return false;
      }
    } catch (IOException e) {
      return false;
    }
    for (var number = from; number < to; number++) {
      expected.scored(number);
    }
    return true;
  }

  private static HttpResponse<String> post(URI edge, int from, int to)
      throws IOException, InterruptedException {
    var lines = new StringBuilder();
    for (var number = from; number < to; number++) {
      lines.append(
          """
          {"id":"e%d","candidateRef":"candidate-%d","company":"stripe","question":"Why?",\
          "text":"I mended the export. It went from 40 minutes to 12. Number %d.",\
          "submittedAt":"2026-05-01T10:00:00Z"}
          """
              .formatted(number, number % 7, number));
    }
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(edge)
                .header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
