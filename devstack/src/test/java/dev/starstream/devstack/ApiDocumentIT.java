package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.starstream.app.DocumentRoutes;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.devstack.CheckedCalls.Reply;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline does what its documents say, and they are what their standards say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDocumentIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ARRIVAL = Duration.ofSeconds(30);
  private static final String SCHEMAS_PACKAGE = "src/test/npm/api-schemas";

  /** Statuses that take an outage, a limit or a key; other tests have these. */
  private static final Set<Integer> ELSEWHERE = Set.of(401, 403, 429, 500, 503);

  private final String tenant = "api-" + UUID.randomUUID().toString().substring(0, 8);
  private Path folder;
  private Pipeline pipeline;
  private CheckedCalls calls;
  private List<String> routes;

  @BeforeAll
  void startPipeline(@TempDir Path folder) throws Exception {
    this.folder = folder;
    var flags = LocalSystem.addresses(SharedStack.get(), folder.resolve("state"), 0);
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "api_document_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    var settings = ApiDocumentTest.openSettings(flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    routes = pipeline.routes();
    calls = new CheckedCalls(pipeline.uri());
  }

  @AfterAll
  void stopPipeline() {
    pipeline.close();
  }

  @Test
  void everyDescribedStatus_isSeenAndIsAsDescribed() throws IOException {
    publish();
    if (routes.contains("POST /v1/events")) {
      publishOtherFormats();
    }
    if (routes.contains("GET /v1/answers/{answerId}")) {
      readCritiques();
    }
    if (routes.contains("PUT /v1/questions/{id}")) {
      writeQuestions();
    }
    askInsights();
    readPages();
    calls.call(200, "DELETE", "/v1/candidates/nobody", "");
    calls.get(200, "/livez");
    await().atMost(ARRIVAL).until(() -> pipeline.troubles().isEmpty());
    calls.get(200, "/readyz");
    calls.get(200, "/metrics");
    BadRequests.send(calls, routes);

    assertThat(unseen()).isEmpty();
  }

  private void publish() throws IOException {
    var answer = example("/v1/answers");
    var path = "/v1/answers";
    calls.post(202, path, answer.toString());
    var again = calls.post(202, path, answer.toString()).json();
    assertThat(again.at("/items/0/status").asText()).isEqualTo("duplicate");
    calls.post(409, path, answer.put("text", "I fixed the door.").toString());
    calls.post(207, path, "[" + answer.put("id", "other") + ", {\"text\": \"no candidate\"}]");
    var lines =
        "{\"candidateRef\":\"c\",\"text\":\"One.\"}\n\n{\"candidateRef\":\"c\",\"text\":\"Two.\"}\n";
    calls.call(202, "POST", path, lines, "Content-Type", "application/x-ndjson");
    var own = examples(path, "application/json").path("own_question").path("value");
    calls.post(202, path, own.toString());
    var id = "X-Request-Id";
    var named =
        calls.call(
            202, "POST", path, own.toString(), "Content-Type", "application/json", id, "mine-1");
    assertThat(named.header(id)).isEqualTo("mine-1");
  }

  private void publishOtherFormats() throws IOException {
    var event = examples("/v1/events", "application/cloudevents+json").path("one_liner");
    var structured = event.path("value").toString();
    var type = "Content-Type";
    calls.call(202, "POST", "/v1/events", structured, type, "application/cloudevents+json");
    calls.call(
        202,
        "POST",
        "/v1/events",
        "[" + structured + "]",
        type,
        "application/cloudevents-batch+json");
    calls.call(202, "POST", "/v1/events", structured, type, "application/x-ndjson");
    calls.call(
        202,
        "POST",
        "/v1/events",
        event.at("/value/data").toString(),
        type,
        "application/json",
        "ce-specversion",
        "1.0",
        "ce-type",
        "dev.starstream.answer.submitted.v1",
        "ce-id",
        "binary-1",
        "ce-source",
        "https://practice.example.com",
        "ce-subject",
        "cand-1");
    var statement = examples("/v1/xapi/statements", "application/json").path("one_liner");
    var version = "X-Experience-API-Version";
    var taken =
        calls.call(
            202,
            "POST",
            "/v1/xapi/statements",
            statement.path("value").toString(),
            type,
            "application/json",
            version,
            "1.0.3");
    assertThat(taken.header(version)).isEqualTo("1.0.3");
    calls.call(
        202,
        "POST",
        "/v1/answers",
        zipped(example("/v1/answers").put("id", "zipped").toString()),
        type,
        "application/json",
        "Content-Encoding",
        "gzip");
  }

  private void readCritiques() throws IOException {
    var answer = example("/v1/answers").put("id", "awaited").put("candidateRef", "cand-gone");
    var waited = post(200, answer.toString(), "Prefer", "wait=20");
    assertThat(waited.header("Preference-Applied")).isEqualTo("wait=20");
    var id = waited.json().at("/items/0/answerId").asText();
    var card = calls.get(200, "/v1/answers/" + id).json();
    assertThat(card).isEqualTo(waited.json().at("/items/0/scorecard"));
    assertLikeTheExample(card);
    var stream = calls.get(200, "/v1/answers/" + id + "/events", "Accept", "text/event-stream");
    assertThat(stream.text()).contains("event: scored\ndata: {");
    var later = calls.post(202, "/v1/answers", answer.put("id", "read later").toString());
    var laterId = later.json().at("/items/0/answerId").asText();
    // Whether it is pending still is a matter of luck; a 202 is checked if it comes.
    calls.getUntil(200, Set.of(202), "/v1/answers/" + laterId);
    calls.get(404, "/v1/answers/" + UUID.randomUUID());
    calls.call(200, "DELETE", "/v1/candidates/cand-gone", "");
    calls.getUntil(410, Set.of(200), "/v1/answers/" + id);
  }

  private Reply post(int status, String body, String... header) {
    return calls.call(
        status,
        "POST",
        "/v1/answers",
        body,
        "Content-Type",
        "application/json",
        header[0],
        header[1]);
  }

  /** What differs from the example in the document is only whose answer it is, and when. */
  private void assertLikeTheExample(JsonNode card) {
    var described =
        calls
            .document()
            .tree()
            .at("/paths/~1v1~1answers~1{answerId}/get/responses/200/content")
            .at("/application~1json/examples/one_liner/value")
            .deepCopy();
    var ours = List.of("answerId", "id", "scoredAt");
    assertThat((JsonNode) ((ObjectNode) card.deepCopy()).remove(ours))
        .isEqualTo(((ObjectNode) described).remove(ours));
  }

  private void writeQuestions() {
    calls.get(200, "/v1/questions");
    calls.get(200, "/v1/questions?origin=catalogue&company=amazon");
    for (var id : List.of("raised_the_bar_for_team", "balance_excellence_and_value")) {
      calls.get(200, "/v1/questions/" + id);
    }
    var question =
        calls
            .document()
            .tree()
            .at("/paths/~1v1~1questions~1{id}/put/requestBody/content/application~1json")
            .at("/examples/shift_handover/value");
    var path = "/v1/questions/shift_handover";
    calls.call(201, "PUT", path, question.toString(), "Content-Type", "application/json");
    calls.call(200, "PUT", path, question.toString(), "Content-Type", "application/json");
    calls.get(200, path);
    calls.call(204, "DELETE", path, "");
    calls.get(404, path);
    BadRequests.questions(calls);
  }

  private void askInsights() {
    var insights = calls.get(200, "/v1/insights").json().path("insights");
    assertThat(insights).isNotEmpty();
    for (var insight : insights) {
      var query = new StringBuilder();
      for (var param : insight.path("params")) {
        if (param.path("required").asBoolean()) {
          query.append(query.isEmpty() ? "?" : "&").append(param.path("name").asText());
          query.append("=").append(value(param.path("type").asText()));
        }
      }
      calls.get(200, "/v1/insights/" + insight.path("name").asText() + query);
    }
    var usage = "/v1/insights/metric-usage";
    calls.get(200, usage, "Accept", "text/csv");
    calls.get(200, usage, "Accept", "application/x-ndjson");
    calls.get(200, usage + ".csv");
    calls.get(200, usage + "?explain=sql");
    calls.get(304, usage, "If-None-Match", calls.get(200, usage).header("ETag"));
    calls.get(406, "/v1/insights/events");
  }

  private static String value(String type) {
    return switch (type) {
      case "UUID" -> "0a516d7e-41be-55b2-b606-92ac119197e7";
      case "Date" -> "2026-01-01";
      case "String" -> "3";
      default -> "1";
    };
  }

  private void readPages() {
    for (var route : routes) {
      var path = route.substring(route.indexOf(' ') + 1);
      if (route.startsWith("GET /") && !path.matches("/v1/.*|/.*z|/metrics")) {
        var page = calls.get(200, path);
        calls.get(304, path, "If-None-Match", page.header("ETag"));
      }
    }
    var page = calls.get(200, "/docs").text();
    assertThat(page).doesNotContain("<script", "style=\"", "src=\"");
    for (var operation : calls.document().operations()) {
      assertThat(page).contains(operation.substring(operation.indexOf(' ') + 1));
    }
  }

  /** By operation; those that answer alike stand for each other. */
  private Map<String, Set<Integer>> unseen() {
    var document = calls.document();
    var unseen = new TreeMap<String, Set<Integer>>();
    for (var one : calls.seen().keySet()) {
      var statuses = new TreeSet<>(document.statuses(one));
      statuses.removeAll(ELSEWHERE);
      // It has no end; DashboardBrowserIT listens to it.
      if (one.equals("GET /v1/insights/events")) {
        statuses.remove(200);
      }
      // Whether an answer is still pending when it is asked for is a matter of luck.
      if (one.equals("GET /v1/answers/{answerId}")) {
        statuses.remove(202);
      }
      if (one.startsWith("POST /v1/") && !routes.contains("GET /v1/answers/{answerId}")) {
        // Without critiques there is nothing to wait for.
        statuses.remove(200);
      }
      calls
          .seen()
          .forEach(
              (other, seen) -> {
                if (document.answersAlike(one, other)) {
                  statuses.removeAll(seen);
                }
              });
      if (!statuses.isEmpty()) {
        unseen.put(one, statuses);
      }
    }
    for (var route : routes) {
      var parts = route.split(" ", 2);
      var one = document.operation(parts[0], parts[1]).orElseThrow();
      if (!calls.seen().containsKey(one)) {
        unseen.put(one, document.statuses(one));
      }
    }
    return unseen;
  }

  @Test
  void servedSchemas_areTheRegisteredOnes() throws Exception {
    var served = DocumentRoutes.schemas();
    try (var registry =
        new CachedSchemaRegistryClient(SharedStack.get().registryUrl(), Topics.ALL.size())) {
      for (var topic : Topics.ALL) {
        var registered = registry.getLatestSchemaMetadata(topic.subject()).getSchema();
        assertThat(served.values().stream().map(ApiDocumentIT::avro))
            .as(topic.subject())
            .contains(avro(registered));
      }
    }
  }

  private static Schema avro(String schema) {
    return new SchemaParser().parse(schema).mainSchema();
  }

  @Test
  void documents_areValidByTheirStandards() throws Exception {
    var npm = new ProcessBuilder("sh", "-c", "command -v npm").start();
    assumeTrue(npm.waitFor() == 0, "npm is needed: the standards' schemas are npm packages");
    var into = Files.createDirectories(folder.resolve("npm"));
    for (var file : List.of("package.json", "package-lock.json")) {
      Files.copy(Path.of(SCHEMAS_PACKAGE, file), into.resolve(file));
    }
    var install =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--silent")
            .directory(into.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(install.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(install.waitFor()).as(output).isZero();
    var modules = into.resolve("node_modules");

    assertThat(
            violations(
                VersionFlag.V202012,
                modules.resolve("@seriousme/openapi-schema-validator/schemas/v3.1/schema.json"),
                DocumentRoutes.openApi()))
        .isEmpty();
    assertThat(
            violations(
                VersionFlag.V7,
                modules.resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json"),
                DocumentRoutes.asyncApi()))
        .isEmpty();
  }

  private static Set<?> violations(VersionFlag version, Path schema, JsonNode document)
      throws IOException {
    return JsonSchemaFactory.getInstance(version)
        .getSchema(JSON.readTree(schema.toFile()))
        .validate(document);
  }

  private ObjectNode example(String path) throws IOException {
    return examples(path, "application/json").path("one_liner").path("value").deepCopy();
  }

  private JsonNode examples(String path, String mediaType) {
    var content = calls.document().tree().path("paths").path(path).at("/post/requestBody/content");
    return content.path(mediaType).path("examples");
  }

  private static byte[] zipped(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
