package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.Topics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, from a request to a row, on real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineIT {

  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path ALERTS = Path.of("..", "deploy", "prometheus", "alerts.yml");

  private final HttpClient http = HttpClient.newHttpClient();

  /** Other tests share the topics; what this one sends is told by its tenant. */
  private final String tenant = "pipeline-" + UUID.randomUUID().toString().substring(0, 8);

  private Settings settings;
  private String key;
  private Pipeline pipeline;
  private Connection clickHouse;

  @BeforeAll
  void startPipeline(@TempDir Path stateDirectory) throws Exception {
    var flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, 0);
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "pipeline_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    flags.put("verify.interval", "3s");
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    key = TestKeys.create(settings, tenant, EnumSet.of(Scope.INGEST, Scope.READ));
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    clickHouse = ClickHouse.openConnection(settings.clickHouse());
  }

  @AfterAll
  void stopPipeline() throws SQLException {
    clickHouse.close();
    pipeline.close();
  }

  @Test
  void everyExample_isOneRowInEachTableAndTheRollupsEqualARecount() throws Exception {
    var examples = new ArrayList<JsonNode>();
    var ids = new TreeSet<String>();
    for (var example : ExampleAnswers.all()) {
      var json = (ObjectNode) JSON.readTree(example.json());
      json.put("source", "examples");
      ids.add(json.get("id").asText());
      examples.add(json);
    }

    var response = post(JSON.writeValueAsString(examples));

    assertThat(response.statusCode()).isEqualTo(202);
    awaitRows("examples", examples.size());
    assertThat(events("examples")).containsExactlyElementsOf(ids);
    awaitNumber(
        "SELECT count() FROM answer_texts WHERE answer_id IN (SELECT answer_id FROM answer_scores"
            + " WHERE tenant_id = '{tenant}' AND source = 'examples')",
        examples.size());
    awaitRollups();
  }

  @Test
  void badItems_areRefusedByPointerAndTheirNeighboursLand() throws Exception {
    var batch =
        """
        [{"id": "good-1", "source": "mixed", "candidateRef": "c", "text": "I fixed the door."},
         {"id": "bad-1", "source": "mixed", "candidateRef": "c", "text": "   "},
         {"id": "bad-2", "source": "mixed", "candidateRef": "c", "text": 7, "colour": "red"},
         {"id": "bad-3", "source": "mixed", "candidateRef": "c", "text": "I did.",
          "questionId": "balance_excelence_and_value"},
         {"id": "bad-4", "source": "mixed", "candidateRef": "c", "text": "I did.",
          "submittedAt": "2199-01-01T00:00:00Z"},
         {"id": "good-2", "source": "mixed", "candidateRef": "c", "text": "I fixed the gate.",
          "company": "Corner Bakery"}]
        """;

    var response = post(batch);

    assertThat(response.statusCode()).isEqualTo(207);
    assertThat(pointers(response.body()))
        .contains("/1/text", "/2/text", "/2/colour", "/3/questionId", "/4/submittedAt");
    awaitRows("mixed", 2);
    assertThat(events("mixed")).containsExactly("good-1", "good-2");
  }

  @Test
  void undecodableBytes_landInRejectedAnswersAndTheTopologyGoesOn() throws Exception {
    var garbage = HexFormat.of().parseHex("00ff10800a7b22");
    long offset;
    int partition;
    try (var producer = rawProducer()) {
      var sent =
          producer
              .send(
                  new ProducerRecord<>(
                      Topics.ANSWERS_SUBMITTED.name(),
                      tenant.getBytes(StandardCharsets.UTF_8),
                      garbage))
              .get();
      offset = sent.offset();
      partition = sent.partition();
    }
    post(
        """
        {"id": "after", "source": "garbage", "candidateRef": "c", "text": "I went on."}
        """);

    awaitRows("garbage", 1);
    var where = " WHERE partition = %d AND offset = %d".formatted(partition, offset);
    await()
        .atMost(ARRIVAL)
        .until(() -> number("SELECT count() FROM rejected_answers" + where) == 1);
    assertThat(text("SELECT lower(hex(payload)) FROM rejected_answers" + where))
        .isEqualTo("00ff10800a7b22");
    assertThat(text("SELECT reason FROM rejected_answers" + where))
        .isEqualToIgnoringCase("undecodable");
    assertThat(text("SELECT topic FROM rejected_answers" + where)).isEqualTo("answers.submitted");
  }

  @Test
  void repeatedId_isCountedOnceAndOtherContentIsAConflict() throws Exception {
    var first =
        """
        {"id": "twice", "source": "repeat", "candidateRef": "c", "text": "I fixed the door."}
        """;
    var other =
        """
        {"id": "twice", "source": "repeat", "candidateRef": "c", "text": "I broke the door."}
        """;

    assertThat(post(first).statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(post(first).body()).path("items").path(0).path("status").asText())
        .isEqualTo("duplicate");
    assertThat(post(other).statusCode()).isEqualTo(409);
    // A new edge remembers nothing; the topology does.
    restartPipeline();
    assertThat(post(first).statusCode()).isEqualTo(202);
    restartPipeline();
    assertThat(post(other).statusCode()).isEqualTo(202);
    post(
        """
        {"id": "last", "source": "repeat", "candidateRef": "c", "text": "I left."}
        """);

    await()
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(events("repeat")).containsExactly("last", "twice"));
    assertThat(
            number(
                "SELECT count() FROM answer_scores WHERE tenant_id = '{tenant}' AND source = 'repeat'"))
        .isEqualTo(2);
    await()
        .atMost(ARRIVAL)
        .until(
            () ->
                number(
                        "SELECT count() FROM rejected_answers WHERE tenant_id = '{tenant}' AND event_id"
                            + " = 'twice' AND lower(reason) = 'conflicting_duplicate'")
                    == 1);
  }

  @Test
  void idUnderAKeyOfEveryPartition_isOneRowAndOneRejectForEachOtherContent() throws Exception {
    var partitions = settings.newTopics().partitions();
    assertThat(partitions).isGreaterThan(1);
    try (var producer = rawProducer()) {
      sendTo(producer, 0, "I fixed the door.");
      awaitRows("keys", 1);

      for (int partition = 0; partition < partitions; partition++) {
        sendTo(producer, partition, "I fixed the door.");
        // Behind the repeat in the same partition: once it is rejected, the repeat has been read.
        sendTo(producer, partition, "I broke the door.");
      }
    }

    awaitNumber(
        "SELECT uniqExact(partition) FROM rejected_answers WHERE tenant_id = '{tenant}' AND event_id"
            + " = 'many-keys' AND topic = 'answers.submitted' AND lower(reason) ="
            + " 'conflicting_duplicate'",
        partitions);
    assertThat(
            number(
                "SELECT count() FROM rejected_answers WHERE tenant_id = '{tenant}' AND event_id ="
                    + " 'many-keys'"))
        .isEqualTo(partitions);
    awaitRows("keys", 1);
  }

  @Test
  void restartInTheMiddle_losesAndDoublesNothing() throws Exception {
    var ids = new TreeSet<String>();
    for (int round = 0; round < 4; round++) {
      var items = new ArrayList<ObjectNode>();
      for (int i = 0; i < 250; i++) {
        var id = "r%d-%03d".formatted(round, i);
        ids.add(id);
        items.add(
            JSON.createObjectNode()
                .put("id", id)
                .put("source", "restart")
                .put("candidateRef", "cand-" + i % 17)
                .put("company", "amazon")
                .put("text", "I sorted shelf " + id + " and the queue halved."));
      }
      assertThat(post(JSON.writeValueAsString(items)).statusCode()).isEqualTo(202);
      // Whatever stage the answers are in now, they are in the middle of it.
      restartPipeline();
    }

    awaitRows("restart", ids.size());
    assertThat(events("restart")).containsExactlyElementsOf(ids);
    assertThat(
            number(
                "SELECT uniq(candidate_key) FROM answer_scores WHERE tenant_id = '{tenant}' AND"
                    + " source = 'restart'"))
        .isEqualTo(17);
    awaitRollups();
  }

  @Test
  void insights_areServedOverHttpAsTheDatabaseGivesThem() throws Exception {
    post(
        """
        {"id": "i-1", "source": "insights", "candidateRef": "c", "text": "I fixed the door."}
        """);
    awaitRows("insights", 1);

    var response =
        http.send(
            HttpRequest.newBuilder(
                    pipeline.uri().resolve("/v1/insights/metric-usage?first_attempts_only=0"))
                .header("Authorization", "Bearer " + key)
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    try (var client = ClickHouse.openClient(settings.clickHouse())) {
      var result =
          new Insights(client, InsightCatalogue.load())
              .run("metric-usage", Map.of("first_attempts_only", "0"), tenant);
      assertThat(JSON.readTree(response.body()).path("rows")).hasSize(result.rows().size());
    }
  }

  @Test
  void metrics_haveAllThatTheAlertsAskForAndNoDifference() throws Exception {
    var asked = List.of(Files.readString(ALERTS).split("[^a-z_]+"));
    var named = new TreeSet<>(asked);
    named.removeIf(word -> !word.startsWith("starstream_"));

    await()
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(metrics()).extracting(PipelineIT::name).containsAll(named));

    assertThat(metrics())
        .filteredOn(line -> line.startsWith("starstream_reconcile_difference{"))
        .hasSize(11)
        .allMatch(line -> line.endsWith(" 0.0"));
    assertThat(metrics())
        .extracting(PipelineIT::name)
        .contains(
            "jvm_memory_used_bytes", "process_cpu_usage", "kafka_stream_alive_stream_threads");
  }

  private List<String> metrics() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(pipeline.uri().resolve("/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofLines()).body().toList();
  }

  private static String name(String line) {
    return line.split("[{ ]", 2)[0];
  }

  private void restartPipeline() {
    pipeline.close();
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(pipeline.uri().resolve("/v1/answers"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> pointers(String body) throws IOException {
    var pointers = new ArrayList<String>();
    for (var item : JSON.readTree(body).path("items")) {
      item.path("problems").forEach(problem -> pointers.add(problem.path("pointer").asText()));
    }
    return pointers;
  }

  /** The id "many-keys", under another key in each partition. */
  private void sendTo(KafkaProducer<byte[], byte[]> producer, int partition, String text)
      throws Exception {
    var topic = Topics.ANSWERS_SUBMITTED.name();
    var answer =
        AnswerSubmitted.newBuilder()
            .setEventId("many-keys")
            .setSource("keys")
            .setTenantId(tenant)
            .setCandidateRef("c")
            .setText(text)
            .setSubmittedAt(Instant.parse("2026-01-05T10:00:00Z"))
            .build();
    var value =
        AvroSerdes.of(settings.registry()).answerSubmitted().serializer().serialize(topic, answer);
    var key = ("key-" + partition).getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
  }

  private KafkaProducer<byte[], byte[]> rawProducer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void awaitRows(String source, long count) {
    awaitNumber(
        "SELECT count() FROM answer_scores WHERE tenant_id = '{tenant}' AND source = '"
            + source
            + "'",
        count);
  }

  /** A table is written after another, and a rollup after its table. */
  private void awaitNumber(String sql, long expected) {
    await()
        .atMost(ARRIVAL)
        .untilAsserted(() -> assertThat(number(sql)).as(sql).isEqualTo(expected));
  }

  /** Rollups tell no sources apart: all answers of the tenant are in them. */
  private void awaitRollups() {
    var rows = " FROM answer_scores WHERE tenant_id = '{tenant}'";
    awaitNumber(
        "SELECT (SELECT count()"
            + rows
            + ") - sum(answers) FROM answers_daily WHERE tenant_id = '{tenant}'",
        0);
    awaitNumber(
        "SELECT (SELECT uniq(candidate_key)"
            + rows
            + ") - uniqMerge(people) FROM answers_daily WHERE tenant_id = '{tenant}'",
        0);
    awaitNumber(
        "SELECT (SELECT sum(length(mistake_ids))"
            + rows
            + ") - sum(answers) FROM mistakes_daily WHERE tenant_id = '{tenant}'",
        0);
  }

  private List<String> events(String source) throws SQLException {
    var events = new ArrayList<String>();
    try (var statement = clickHouse.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT event_id FROM answer_scores WHERE tenant_id = '%s' AND source = '%s'"
                        .formatted(tenant, source)
                    + " ORDER BY event_id")) {
      while (rows.next()) {
        events.add(rows.getString(1));
      }
    }
    return events;
  }

  private long number(String sql) throws SQLException {
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql.replace("{tenant}", tenant))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private String text(String sql) throws SQLException {
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
