package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Settings;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.JsonLinesScoring;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document by itself, and beside a server whose Kafka and ClickHouse are away. */
class ApiDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "urn:starstream:problem:";

  /** Operations that are described and not built yet; to be emptied as they come. */
  private static final Set<String> NOT_YET = Set.of();

  /** Types that come with them. */
  private static final Set<String> TYPES_NOT_YET = Set.of();

  /** Types that the code puts together, from a status or from what there is too much of. */
  private static final Set<String> COMPOSED_TYPES =
      Set.of(
          "bad-request",
          "method-not-allowed",
          "not-found",
          "too-many-answers",
          "too-many-requests",
          "too-many-wrong-keys");

  private static final Pattern TYPE_IN_CODE =
      Pattern.compile(
          "(?:\\bctx,|\\b[45]\\d\\d,|getStatus\\(\\),)\\s*\"([a-z]+(?:-[a-z0-9]+)*)\",");

  private final ApiDocument document = ApiDocument.load();

  @Test
  void everyReference_leadsSomewhere() {
    assertThat(document.tree().findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.referenced(ref).isMissingNode()).as(ref).isFalse());
  }

  @Test
  void everyExample_isAsItsSchemaSays() {
    assertThat(document.exampleViolations()).isEmpty();
  }

  @Test
  void everySchema_canBeRead() {
    document
        .tree()
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(
            name ->
                assertThat(document.violations(name, JSON.getNodeFactory().nullNode()))
                    .as(name)
                    .isNotEmpty());
  }

  @Test
  void judge_findsWhatIsNotDescribed() throws IOException {
    var receipts = (ObjectNode) JSON.readTree("{\"accepted\":0,\"refused\":0,\"duplicates\":0}");

    assertThat(document.violations("Receipts", receipts)).anyMatch(one -> one.contains("items"));
    receipts.putArray("items");
    assertThat(document.violations("Receipts", receipts)).isEmpty();
    receipts.putArray("items").addObject().put("index", 0).put("status", "accepted").put("x", 1);
    assertThat(document.violations("Receipts", receipts)).isNotEmpty();
    receipts.putArray("items");
    receipts.put("extra", true);
    assertThat(document.violations("Receipts", receipts)).isNotEmpty();
  }

  @Test
  void exampleAnswer_isTheExampleOfThatName() throws IOException {
    var sent = example("/paths/~1v1~1answers/post/requestBody/content/application~1json");

    assertThat(sent).isEqualTo(JSON.readTree(ExampleAnswers.named("one_liner").json()));
  }

  @Test
  void exampleScorecard_isWhatTheScorerSaysOfTheExampleAnswer() throws IOException {
    var scored =
        example("/paths/~1v1~1answers~1{answerId}/get/responses/200/content/application~1json");
    var catalogue = QuestionCatalogue.load();
    var answer = JSON.readTree(ExampleAnswers.named("one_liner").json());
    var line = ((ObjectNode) answer).retain("id", "text", "questionId", "company", "level");
    var out = new StringWriter();

    new JsonLinesScoring(AnswerScorer.load(catalogue), catalogue)
        .score(new StringReader(line + "\n"), out);

    var card = (ObjectNode) JSON.readTree(out.toString());
    card.path("metrics").forEach(metric -> ((ObjectNode) metric).remove("surface"));
    for (var member : card.properties()) {
      var described = scored.path(member.getKey()).deepCopy();
      if (member.getKey().equals("metrics")) {
        described.forEach(metric -> ((ObjectNode) metric).remove(List.of("value", "unit")));
      } else if (member.getKey().equals("critique")) {
        ((ObjectNode) described).remove("fixGain");
      }
      assertThat(described).as(member.getKey()).isEqualTo(member.getValue());
    }
    assertThat(scored.path("answerId").asText())
        .isEqualTo(AnswerIds.of("dev", "", "example-one-liner").toString());
  }

  @Test
  void problemTypes_areThoseOfTheCode() throws IOException {
    var described =
        document
            .tree()
            .at("/components/schemas/ProblemType/oneOf")
            .findValuesAsText("const")
            .stream()
            .map(type -> type.substring(TYPE.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    var used = new TreeSet<>(COMPOSED_TYPES);
    for (var module : List.of("ingest", "dashboard")) {
      try (var files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          used.addAll(types(Files.readString(file)));
        }
      }
    }

    assertThat(described).containsAll(used);
    described.removeAll(TYPES_NOT_YET);
    assertThat(used).containsAll(described);
  }

  /** Only files that write problems have any. */
  private static Set<String> types(String source) {
    if (!source.contains("Problems")) {
      return Set.of();
    }
    return TYPE_IN_CODE
        .matcher(source)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void serverWithoutItsDependencies_hasTheRoutesAndAnswersThatAreDescribed(@TempDir Path folder) {
    try (var pipeline =
        Pipeline.start(
            nowhere(folder), EnumSet.of(Pipeline.Role.INGEST, Pipeline.Role.DASHBOARD))) {
      var routes = pipeline.routes();
      var calls = new CheckedCalls(pipeline.uri());

      assertRoutesAreDescribed(routes);
      BadRequests.send(calls, routes);
      calls.get(200, "/livez");
      calls.get(503, "/readyz");
      calls.get(200, "/metrics");
      calls.post(503, "/v1/answers", "{\"candidateRef\": \"c\", \"text\": \"I fixed it.\"}");
      calls.get(503, "/v1/insights/metric-usage");
      calls.call(503, "DELETE", "/v1/candidates/somebody", "");
      if (routes.contains("GET /v1/questions/{id}")) {
        calls.get(503, "/v1/questions/no_such_question");
      }
      for (var route : routes) {
        var path = route.substring(route.indexOf(' ') + 1);
        if (route.startsWith("GET /") && !path.startsWith("/v1") && !path.endsWith("z")) {
          var page = calls.get(200, path);
          if (!path.equals("/metrics")) {
            calls.get(304, path, "If-None-Match", page.header("ETag"));
          }
        }
      }
    }
  }

  /** A parameterised path of the document stands for each of the server's that it fits. */
  private void assertRoutesAreDescribed(List<String> routes) {
    var described = new HashSet<String>();
    for (var route : routes) {
      var parts = route.split(" ", 2);
      var operation = document.operation(parts[0], parts[1]);
      assertThat(operation).as("in the document: " + route).isPresent();
      described.add(operation.get());
    }
    var missing = new TreeSet<>(document.operations());
    missing.removeAll(described);
    assertThat(missing).isEqualTo(new TreeSet<>(NOT_YET));
  }

  private static Settings nowhere(Path folder) {
    var flags = LocalSystem.addresses(new Nowhere(), folder, 0);
    flags.put("ingest.delivery-timeout", "1s");
    return openSettings(flags);
  }

  /** Settings of a server that asks for no key. */
  static Settings openSettings(Map<String, String> flags) {
    if (Settings.load(Optional.empty(), Map.of(), Map.of()).shown().containsKey("http.auth")) {
      flags.put("http.auth", "off");
    }
    return Settings.load(Optional.empty(), Map.of(), flags);
  }

  private JsonNode example(String content) {
    return document.tree().at(content + "/examples/one_liner/value");
  }

  /** Ports that nobody listens on. */
  private static final class Nowhere implements Stack {
    @Override
    public String kafkaBootstrap() {
      return "127.0.0.1:1";
    }

    @Override
    public String registryUrl() {
      return "http://127.0.0.1:1";
    }

    @Override
    public String clickHouseUrl() {
      return "http://127.0.0.1:1";
    }

    @Override
    public String clickHouseUser() {
      return "default";
    }

    @Override
    public String clickHousePassword() {
      return "";
    }

    @Override
    public String describe() {
      return "nothing";
    }

    @Override
    public List<Component> components() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
