package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A question's life on real servers: brought, answered, changed, kept over a restart, withdrawn.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuestionsIT {

  private static final Duration ARRIVAL = Duration.ofSeconds(30);
  private static final Path PAGE = Path.of("..", "docs", "QUESTIONS.md");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "handed_over_unfinished_work";

  private final String tenant = "questions-" + UUID.randomUUID().toString().substring(0, 8);
  private final HttpClient http = HttpClient.newHttpClient();

  private Settings settings;
  private Pipeline pipeline;
  private Connection clickHouse;
  private ObjectNode question;
  private String text;

  @BeforeAll
  void startPipeline(@TempDir Path stateDirectory) throws Exception {
    settings = settings(tenant, stateDirectory);
    Provision.all(settings);
    SharedStack.emptyTopics();
    question = (ObjectNode) JSON.readTree(block("json"));
    text = block("answer").strip();
    pipeline = start(settings);
    clickHouse = ClickHouse.openConnection(settings.clickHouse());
  }

  @AfterAll
  void stop() throws SQLException {
    clickHouse.close();
    pipeline.close();
  }

  @Test
  @Order(1)
  void newQuestion_isUsedByTheAnswerThatComesAtOnce() throws Exception {
    assertThat(put(pipeline, question).statusCode()).isEqualTo(201);
    assertThat(answer(pipeline, "at-once").statusCode()).isEqualTo(202);

    assertThat(scored("at-once"))
        .isEqualTo("ownership: wrote_down_the_state, walked_them_through, checked_afterwards");
  }

  @Test
  @Order(2)
  void anotherTenant_doesNotSeeItAndIsRefused(@TempDir Path stateDirectory) throws Exception {
    var others = settings(tenant + "-other", stateDirectory);
    try (var other = Pipeline.start(others, EnumSet.of(Pipeline.Role.INGEST))) {
      await().atMost(ARRIVAL).until(() -> other.troubles().isEmpty());

      assertThat(send(other, "/v1/questions/" + ID, "GET", "").statusCode()).isEqualTo(404);
      var refused = answer(other, "others");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("questionId");
    }
  }

  @Test
  @Order(3)
  void changedQuestion_changesTheNextScore() throws Exception {
    var changed = question.deepCopy();
    changed.put("category", "logistics");
    changed.withArray("/keyPoints").remove(2);
    assertThat(put(pipeline, changed).statusCode()).isEqualTo(200);
    answer(pipeline, "changed");

    assertThat(scored("changed")).isEqualTo("logistics: wrote_down_the_state, walked_them_through");
    assertThat(scored("at-once")).endsWith("checked_afterwards");
  }

  @Test
  @Order(4)
  void restart_keepsIt() throws Exception {
    pipeline.close();
    pipeline = start(settings);

    assertThat(shown().get("category").asText()).isEqualTo("logistics");
    assertThat(answer(pipeline, "restarted").statusCode()).isEqualTo(202);
    assertThat(scored("restarted")).startsWith("logistics: wrote_down_the_state");
  }

  @Test
  @Order(5)
  void withdrawnQuestion_takesNoMoreAnswersAndItsScoresStay() throws Exception {
    assertThat(send(pipeline, "/v1/questions/" + ID, "DELETE", "").statusCode()).isEqualTo(204);

    assertThat(answer(pipeline, "withdrawn").statusCode()).isEqualTo(422);
    assertThat(scored("at-once")).isNotEmpty();
  }

  private static Settings settings(String tenant, Path stateDirectory) {
    var flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, 0);
    flags.put("http.auth", "off");
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "questions_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "100ms");
    return Settings.load(Optional.empty(), Map.of(), flags);
  }

  private static Pipeline start(Settings settings) {
    var started =
        Pipeline.start(
            settings, EnumSet.of(Pipeline.Role.INGEST, Pipeline.Role.SCORING, Pipeline.Role.SINK));
    await().atMost(ARRIVAL).until(() -> started.troubles().isEmpty());
    return started;
  }

  /** Category and key points hit, as the table has them. */
  private String scored(String eventId) {
    var sql =
        "SELECT concat(category, ': ', arrayStringConcat(key_points_hit, ', ')) FROM answer_scores"
            + " WHERE tenant_id = '%s' AND event_id = '%s'".formatted(tenant, eventId);
    return await().atMost(ARRIVAL).until(() -> texts(sql), rows -> rows.size() == 1).get(0);
  }

  private List<String> texts(String sql) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private JsonNode shown() throws Exception {
    return JSON.readTree(send(pipeline, "/v1/questions/" + ID, "GET", "").body());
  }

  private HttpResponse<String> put(Pipeline to, ObjectNode document) throws Exception {
    return send(to, "/v1/questions/" + ID, "PUT", document.toString());
  }

  private HttpResponse<String> answer(Pipeline to, String eventId) throws Exception {
    var answer =
        JSON.createObjectNode()
            .put("id", eventId)
            .put("candidateRef", "c")
            .put("questionId", ID)
            .put("company", "amazon")
            .put("text", text);
    return send(to, "/v1/answers", "POST", answer.toString());
  }

  private HttpResponse<String> send(Pipeline to, String path, String method, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(to.uri().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String block(String language) throws IOException {
    var fence = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
    var matcher = fence.matcher(Files.readString(PAGE));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
