package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ContentHash;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller is told of an answer's critique, with a scoring stage that the test plays. */
class CritiqueRoutesTest {

  private static final int MAX_STREAMS = 3;

  private final InMemoryTopic topic = new InMemoryTopic();
  private final AnswerIntake intake = new AnswerIntake(topic.publisher(), 100);
  private final Critiques critiques = new Critiques(1 << 20);
  private final AtomicReference<AnswerScored> stored = new AtomicReference<>();
  private final AtomicBoolean databaseDown = new AtomicBoolean();
  private final AnswerOutcomes outcomes =
      new AnswerOutcomes(critiques, intake, (tenant, id) -> database(tenant, id));
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestServer server =
      new TestServer(
          List.of(
              new IngestRoutes(Answers.parser(), intake, outcomes),
              new CritiqueRoutes(outcomes, MAX_STREAMS)));

  private Optional<AnswerScored> database(String tenant, UUID id) {
    if (databaseDown.get()) {
      throw new IllegalStateException("connection refused");
    }
    return Optional.ofNullable(stored.get())
        .filter(one -> one.getAnswerId().equals(id) && tenant.equals("dev"));
  }

  @AfterEach
  void stop() {
    server.close();
    outcomes.close();
  }

  @Test
  void waiting_holdsTheReplyUntilTheScoreIsThere() throws Exception {
    // When
    var reply = CompletableFuture.supplyAsync(() -> post(answer("a").json(), "wait=20"));
    awaitPublished(1);
    var early = reply.isDone();
    score(0);

    // Then
    assertThat(early).isFalse();
    var body = reply.get(10, TimeUnit.SECONDS);
    assertThat(body.status()).isEqualTo(200);
    assertThat(body.header("Preference-Applied")).isEqualTo("wait=20");
    var item = body.body().get("items").get(0);
    assertThat(item.get("status").asText()).isEqualTo("accepted");
    assertThat(item.get("scorecard").get("critique").get("headline").asText()).isEqualTo("Well.");
    assertThat(item.get("scorecard").has("text")).isFalse();
    assertThat(critiques.waiting()).isZero();
  }

  @Test
  void scoreOfOtherContentUnderTheId_isNotTaken() throws Exception {
    // Given: another process has published it, with another text
    post(answer("a").with("text", "Another story.").json(), "");
    var other = topic.answers().get(0);
    critiques.scored(key("a"), 7, Outcome.Scored.of(scored(other)));
    var forgetful = new AnswerIntake(topic.publisher(), 0);
    try (var edge =
        new TestServer(List.of(new IngestRoutes(Answers.parser(), forgetful, outcomes)))) {
      // When
      var reply = edge.send(request(edge, answer("a").json(), "wait=1"));

      // Then
      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.body().get("items").get(0).has("scorecard")).isFalse();
    }
  }

  @Test
  void timeOver_isTheUsualReply() {
    // When
    var started = System.nanoTime();
    var reply = post(answer("a").json(), "wait=1");

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(critiques.waiting()).isZero();
  }

  @Test
  void rejectedByTheStream_endsTheWaitWithItsProblems() throws Exception {
    // When
    var reply =
        CompletableFuture.supplyAsync(() -> post("[" + answer("a").json() + "]", "wait=20"));
    awaitPublished(1);
    var content = ByteBuffer.wrap(ContentHash.of(topic.answers().get(0)));
    critiques.rejected(
        key("a"),
        7,
        new Outcome.Rejected(
            content, "unknown_question", "no", List.of(new Problem("/questionId", "is unknown"))));

    // Then
    var body = reply.get(10, TimeUnit.SECONDS);
    assertThat(body.status()).isEqualTo(422);
    assertThat(body.statuses()).containsExactly("rejected");
    assertThat(body.pointers()).containsExactly("/0/questionId");
    assertThat(body.body().get("accepted").asInt()).isZero();
    assertThat(body.body().get("refused").asInt()).isOne();
    assertThat(get(id("a")).body().get("status").asText()).isEqualTo("rejected");
  }

  @Test
  void duplicateThatWasScoredLongAgo_isLookedUpInTheDatabase() {
    // Given
    post(answer("a").json(), "");
    stored.set(scored(topic.answers().get(0)));

    // When
    var reply = post(answer("a").json(), "wait=20");

    // Then
    assertThat(reply.status()).isEqualTo(200);
    var item = reply.body().get("items").get(0);
    assertThat(item.get("status").asText()).isEqualTo("duplicate");
    assertThat(item.has("scorecard")).isTrue();
  }

  @Test
  void answer_isPendingThenScored() {
    // Given
    post(answer("a").json(), "");

    // When
    var pending = get(id("a"));
    score(0);
    var scored = get(id("a"));

    // Then
    assertThat(pending.status()).isEqualTo(202);
    assertThat(pending.header("Retry-After")).isEqualTo("1");
    assertThat(pending.body().get("status").asText()).isEqualTo("pending");
    assertThat(scored.status()).isEqualTo(200);
    assertThat(scored.body().get("status").asText()).isEqualTo("scored");
  }

  @Test
  void databaseDown_isToldUnlessTheScoreIsRemembered() {
    // Given
    post(answer("a").json(), "");
    score(0);
    databaseDown.set(true);

    // When
    var remembered = get(id("a"));
    var unknown = get(id("b"));

    // Then
    assertThat(remembered.status()).isEqualTo(200);
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void erasedCandidate_leavesNothingAndIsGone() {
    // Given
    post(answer("a").json(), "");
    post(answer("b").json(), "");
    score(0);
    var candidate = CandidateKey.of("dev", "cand-1");

    // When: the erasure names none of them, and the second is scored later all the same
    critiques.erased("dev", candidate, List.of());
    score(1);

    // Then
    assertThat(get(id("a")).status()).isEqualTo(410);
    assertThat(get(id("b")).status()).isEqualTo(410);
    assertThat(post(answer("c").json(), "wait=20").body().toString())
        .contains("\"status\":\"rejected\",\"reason\":\"erased\"");
    assertThat(get(id("c")).status()).isEqualTo(410);
  }

  @Test
  void anotherTenantsAnswer_isNotFound() {
    // Given
    critiques.scored(
        new AnswerKey("other", id("a")), 7, new Outcome.Scored(Optional.empty(), "{}"));

    // When, Then
    assertThat(get(id("a")).status()).isEqualTo(404);
    assertThat(server.send(server.request("/v1/answers/not-a-uuid")).status()).isEqualTo(400);
  }

  @Test
  void stream_tellsPendingThenScoredAndEnds() throws Exception {
    // Given
    post(answer("a").json(), "");

    // When
    var stream = stream(id("a"));
    awaitWaiting(1);
    score(0);

    // Then
    var reply = stream.get(10, TimeUnit.SECONDS);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(reply.body()).containsSubsequence("event: pending\n", "event: scored\ndata: {");
    assertThat(critiques.waiting()).isZero();
  }

  @Test
  void streamsMoreThanAllowed_areTurnedDownAndTheServerStopsWithStreamsOpen() throws Exception {
    // Given
    var open = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < MAX_STREAMS; i++) {
      open.add(stream(UUID.randomUUID()));
    }
    awaitWaiting(MAX_STREAMS);

    // When
    var oneMore = stream(UUID.randomUUID()).get(10, TimeUnit.SECONDS);
    var wrong = get(UUID.randomUUID() + "/events");
    var started = System.nanoTime();
    server.close();

    // Then
    assertThat(oneMore.statusCode()).isEqualTo(503);
    assertThat(wrong.status()).isEqualTo(406);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    for (var stream : open) {
      assertThat(stream.get(10, TimeUnit.SECONDS).body()).contains("event: pending");
    }
  }

  @Test
  void preference_isReadAsTheRfcHasIt() {
    assertThat(CritiqueWait.seconds(List.of("respond-async, wait=10"))).isEqualTo(10);
    assertThat(CritiqueWait.seconds(List.of("return=minimal", "Wait = \"7\"; x=y"))).isEqualTo(7);
    assertThat(CritiqueWait.seconds(List.of("wait=999999999"))).isEqualTo(30);
    assertThat(CritiqueWait.seconds(List.of("wait=0"))).isZero();
    assertThat(CritiqueWait.seconds(List.of("wait=soon, await=5"))).isZero();
    assertThat(CritiqueWait.seconds(List.of())).isZero();
  }

  private static UUID id(String eventId) {
    return AnswerIds.of("dev", "", eventId);
  }

  private static AnswerKey key(String eventId) {
    return new AnswerKey("dev", id(eventId));
  }

  /** What the stream would say of the published answer. */
  private void score(int index) {
    var answer = topic.answers().get(index);
    critiques.scored(
        key(answer.getEventId()),
        CandidateKey.of("dev", answer.getCandidateRef()),
        Outcome.Scored.of(scored(answer)));
  }

  private static AnswerScored scored(AnswerSubmitted answer) {
    return AnswerScored.newBuilder()
        .setAnswerId(id(answer.getEventId()))
        .setAnswer(answer)
        .setScorerVersion("1")
        .setRubricVersion("1")
        .setIngestedAt(Answers.NOW)
        .setScoredAt(Answers.NOW)
        .setStar(List.of())
        .setSentences(List.of())
        .setMetrics(List.of())
        .setOutcomeMetric(false)
        .setKeyPoints(List.of())
        .setMistakes(List.of())
        .setStructure(0.5)
        .setContent(0.5)
        .setOverall(0.5)
        .setPassed(true)
        .setWordCount(2)
        .setCritique(new Critique("Well.", "", 0.0, List.of()))
        .build();
  }

  private TestServer.Reply post(String json, String prefer) {
    return server.send(request(server, json, prefer));
  }

  private static HttpRequest.Builder request(TestServer server, String json, String prefer) {
    var request =
        server
            .request("/v1/answers")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json.getBytes(StandardCharsets.UTF_8)));
    return prefer.isEmpty() ? request : request.header("Prefer", prefer);
  }

  private TestServer.Reply get(Object answerId) {
    return server.send(server.request("/v1/answers/" + answerId));
  }

  private CompletableFuture<HttpResponse<String>> stream(UUID answerId) {
    return http.sendAsync(
        server
            .request("/v1/answers/" + answerId + "/events")
            .header("Accept", "text/event-stream")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitPublished(int count) throws InterruptedException {
    while (topic.history().size() < count) {
      Thread.sleep(5);
    }
    Thread.sleep(50);
  }

  private void awaitWaiting(int count) throws InterruptedException {
    while (critiques.waiting() < count) {
      Thread.sleep(5);
    }
    Thread.sleep(100);
  }
}
