package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.StoredScores;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.Access;
import dev.starstream.ingest.AnswerIntake;
import dev.starstream.ingest.AnswerOutcomes;
import dev.starstream.ingest.AnswerPublisher;
import dev.starstream.ingest.CritiqueRoutes;
import dev.starstream.ingest.Critiques;
import dev.starstream.ingest.IngestServer;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.ExampleAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How a critique comes back to whoever sent the answer, on real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CritiqueIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String tenant = "critique-" + UUID.randomUUID().toString().substring(0, 8);

  private Settings settings;
  private Pipeline pipeline;

  @BeforeAll
  void startPipeline(@TempDir Path stateDirectory) throws Exception {
    var flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, 0);
    flags.put("http.auth", "off");
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "critique_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    flags.put("verify.interval", "0");
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = start();
  }

  @AfterAll
  void stopPipeline() {
    pipeline.close();
  }

  private Pipeline start() {
    var started = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    await().atMost(PATIENCE).until(() -> started.troubles().isEmpty());
    return started;
  }

  @Test
  void waiting_givesTheCritiquesOfAllAnswersThatWereTaken() throws Exception {
    var batch =
        """
        [{"id": "w-1", "candidateRef": "w", "company": "Netflix", "level": "mid", "text": "Last \
        winter the queue at our desk went out of the door. I opened a second till. Waiting fell \
        from eleven minutes to four."},
         {"id": "w-2", "candidateRef": "w", "text": "I would always ask my manager."},
         {"id": "w-3", "candidateRef": "w", "text": " "}]
        """;

    var reply = post(batch, "wait=20");

    assertThat(reply.statusCode()).isEqualTo(207);
    assertThat(reply.headers().firstValue("Preference-Applied")).contains("wait=20");
    var items = JSON.readTree(reply.body()).path("items");
    var scorecard = items.path(0).path("scorecard");
    assertThat(scorecard.path("answerId")).isEqualTo(items.path(0).path("answerId"));
    assertThat(scorecard.path("id").asText()).isEqualTo("w-1");
    assertThat(scorecard.path("company").asText()).isEqualTo("netflix");
    assertThat(scorecard.path("star").path("result").path("present").asBoolean()).isTrue();
    assertThat(scorecard.path("metrics").toString()).contains("\"kind\":\"delta\"");
    assertThat(scorecard.path("critique").path("headline").asText()).isNotBlank();
    assertThat(items.path(1).path("scorecard").path("mistakes").findValuesAsText("id"))
        .contains("no_result");
    assertThat(items.path(2).path("status").asText()).isEqualTo("refused");
    assertThat(items.path(2).has("scorecard")).isFalse();
  }

  @Test
  void oneAnswer_isPendingThenScoredAndARepeatIsLookedUp() throws Exception {
    var answer =
        """
        {"id": "p-1", "candidateRef": "p", "text": "I fixed the door and calls fell by a third."}
        """;

    var first = post(answer, "");
    var early = get("/v1/answers/" + answerId("p-1"));
    await().atMost(PATIENCE).until(() -> get("/v1/answers/" + answerId("p-1")).statusCode() == 200);
    var scored = get("/v1/answers/" + answerId("p-1"));
    var repeat = post(answer, "respond-async, wait=20");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(early.statusCode()).isIn(200, 202);
    assertThat(repeat.statusCode()).isEqualTo(200);
    var item = JSON.readTree(repeat.body()).path("items").path(0);
    assertThat(item.path("status").asText()).isEqualTo("duplicate");
    assertThat(item.path("scorecard")).isEqualTo(JSON.readTree(scored.body()));
  }

  @Test
  void everyExample_isTheSameJsonFromTheStreamAndFromTheDatabase() throws Exception {
    var examples = new ArrayList<JsonNode>();
    for (var example : ExampleAnswers.all()) {
      examples.add(((ObjectNode) JSON.readTree(example.json())).remove(List.of("source")));
    }
    var items = JSON.readTree(post(examples.toString(), "wait=30").body()).path("items");
    var live = new HashMap<String, JsonNode>();
    items.forEach(item -> live.put(item.path("answerId").asText(), item.path("scorecard")));
    assertThat(live).hasSize(examples.size());

    try (var stored = StoredScores.open(settings.clickHouse());
        var edge = new ForgetfulEdge(stored::find)) {
      for (var answer : live.entrySet()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(edge.get(answer.getKey()).statusCode()).isEqualTo(200));
        assertThat(JSON.readTree(edge.get(answer.getKey()).body())).isEqualTo(answer.getValue());
      }
    }
  }

  @Test
  void restartedPipeline_stillHasTheCritique() throws Exception {
    var before =
        JSON.readTree(
                post(
                        """
                        {"id": "r-1", "candidateRef": "r", "text": "I sorted the shelf."}
                        """,
                        "wait=20")
                    .body())
            .path("items")
            .path(0);
    var id = before.path("answerId").asText();
    try (var stored = StoredScores.open(settings.clickHouse())) {
      await().atMost(PATIENCE).until(() -> stored.find(tenant, UUID.fromString(id)).isPresent());
    }

    pipeline.close();
    pipeline = start();

    assertThat(JSON.readTree(get("/v1/answers/" + id).body())).isEqualTo(before.path("scorecard"));
  }

  @Test
  void stream_tellsPendingThenScoredAndEnds() throws Exception {
    var id = answerId("s-1");
    var events = events(id);
    Thread.sleep(200);

    post(
        """
        {"id": "s-1", "candidateRef": "s", "text": "I fixed the gate."}
        """,
        "");

    var lines = events.get(20, TimeUnit.SECONDS).body().lines().toList();
    assertThat(lines).contains("event: pending", "event: scored");
    var data = lines.get(lines.indexOf("event: scored") + 1);
    assertThat(JSON.readTree(data.substring("data: ".length())))
        .isEqualTo(JSON.readTree(get("/v1/answers/" + id).body()));
    // Whoever comes later is told at once.
    assertThat(events(id).get(20, TimeUnit.SECONDS).body()).contains("event: scored");
  }

  @Test
  void otherContentUnderAnIdThatAnotherProcessTook_isRejectedAndTheScoreStays() throws Exception {
    var first = submission("c-1", "I fixed the door.");
    try (var elsewhere = AnswerPublisher.open(settings.publisher())) {
      elsewhere.publish(first.build()).get(10, TimeUnit.SECONDS);
    }
    await().atMost(PATIENCE).until(() -> get("/v1/answers/" + answerId("c-1")).statusCode() == 200);

    var reply =
        post(
            """
            {"id": "c-1", "candidateRef": "c", "text": "I broke the door."}
            """,
            "wait=20");

    assertThat(reply.statusCode()).isEqualTo(409);
    var item = JSON.readTree(reply.body()).path("items").path(0);
    assertThat(item.path("status").asText()).isEqualTo("rejected");
    assertThat(item.path("reason").asText()).isEqualTo("conflicting_duplicate");
    assertThat(get("/v1/answers/" + answerId("c-1")).statusCode()).isEqualTo(200);
  }

  @Test
  void unknownQuestionOfADirectPublisher_isToldAsRejected() throws Exception {
    var events = events(answerId("q-1"));
    Thread.sleep(200);
    try (var direct = AnswerPublisher.open(settings.publisher())) {
      direct
          .publish(submission("q-1", "I did.").setQuestionId("no_such_question").build())
          .get(10, TimeUnit.SECONDS);
    }

    assertThat(events.get(20, TimeUnit.SECONDS).body())
        .contains("event: rejected")
        .contains("unknown_question")
        .contains("/questionId");
    var reply = get("/v1/answers/" + answerId("q-1"));
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(reply.body()).path("status").asText()).isEqualTo("rejected");
  }

  @Test
  void erasedCandidate_isGoneAndNewAnswersOfTheirsAreRejected() throws Exception {
    post(
        """
        {"id": "e-1", "candidateRef": "forget-me", "text": "I fixed the door."}
        """,
        "wait=20");
    var id = answerId("e-1");
    try (var stored = StoredScores.open(settings.clickHouse())) {
      await().atMost(PATIENCE).until(() -> stored.find(tenant, id).isPresent());
    }

    var erased = send(HttpRequest.newBuilder(uri("/v1/candidates/forget-me")).DELETE());

    assertThat(erased.statusCode()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> get("/v1/answers/" + id).statusCode() == 410);
    var late =
        post(
            """
            {"id": "e-2", "candidateRef": "forget-me", "text": "I fixed the gate."}
            """,
            "wait=20");
    assertThat(late.statusCode()).isEqualTo(422);
    var item = JSON.readTree(late.body()).path("items").path(0);
    assertThat(item.path("status").asText()).isEqualTo("rejected");
    assertThat(item.path("reason").asText()).isEqualTo("erased");
    assertThat(get("/v1/answers/" + answerId("e-2")).statusCode()).isEqualTo(410);
  }

  @Test
  void idsThatAreNotTheTenants_areNotFound() throws Exception {
    var id = UUID.randomUUID();
    assertThat(get("/v1/answers/" + id).statusCode()).isEqualTo(404);
    assertThat(get("/v1/answers/7").statusCode()).isEqualTo(400);
    assertThat(get("/v1/answers/" + id + "/events").statusCode()).isEqualTo(406);

    var scored =
        post(
            """
            {"id": "t-1", "candidateRef": "t", "text": "I fixed the door."}
            """,
            "wait=20");
    assertThat(scored.statusCode()).isEqualTo(200);
    try (var stored = StoredScores.open(settings.clickHouse())) {
      await().atMost(PATIENCE).until(() -> stored.find(tenant, answerId("t-1")).isPresent());
      assertThat(stored.find("another-tenant", answerId("t-1"))).isEmpty();
    }
  }

  /** An edge that has just come up, remembers nothing and follows nothing. */
  private final class ForgetfulEdge implements AutoCloseable {
    private final AnswerPublisher publisher = AnswerPublisher.open(settings.publisher());
    private final AnswerOutcomes outcomes;
    private final IngestServer server;

    ForgetfulEdge(BiFunction<String, UUID, Optional<AnswerScored>> stored) {
      outcomes = new AnswerOutcomes(new Critiques(0), new AnswerIntake(publisher, 0), stored);
      server =
          IngestServer.start(
              "127.0.0.1", 0, List.of(Access.everyone(tenant), new CritiqueRoutes(outcomes, 10)));
    }

    HttpResponse<String> get(String id) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(server.uri().resolve("/v1/answers/" + id)));
    }

    @Override
    public void close() {
      server.close();
      outcomes.close();
      publisher.close();
    }
  }

  private AnswerSubmitted.Builder submission(String eventId, String text) {
    return AnswerSubmitted.newBuilder()
        .setEventId(eventId)
        .setTenantId(tenant)
        .setCandidateRef("c")
        .setText(text)
        .setSubmittedAt(Instant.ofEpochMilli(System.currentTimeMillis()));
  }

  private UUID answerId(String eventId) {
    return AnswerIds.of(tenant, "", eventId);
  }

  private URI uri(String path) {
    return pipeline.uri().resolve(path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> post(String body, String prefer)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri("/v1/answers"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!prefer.isEmpty()) {
      request.header("Prefer", prefer);
    }
    return send(request);
  }

  private CompletableFuture<HttpResponse<String>> events(UUID id) {
    return http.sendAsync(
        HttpRequest.newBuilder(uri("/v1/answers/" + id + "/events"))
            .header("Accept", "text/event-stream")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
