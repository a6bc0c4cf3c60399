package dev.starstream.client;

import static dev.starstream.client.ScriptedServer.accept;
import static dev.starstream.client.ScriptedServer.answerId;
import static dev.starstream.client.ScriptedServer.items;
import static dev.starstream.client.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starstream.client.Receipt.Problem;
import dev.starstream.client.Receipt.Status;
import dev.starstream.client.ScriptedServer.Reply;
import dev.starstream.client.StarstreamException.AccessDenied;
import dev.starstream.client.StarstreamException.RequestRefused;
import dev.starstream.client.StarstreamException.Unavailable;
import dev.starstream.client.StarstreamException.UnexpectedReply;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of one request, and of what the server says to it. */
class StarstreamClientTest {

  private static final String KEY = "ssk_abcdefghij_very-secret";

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void publishedAnswer_goesWithKeyAndComesBackWithReceipt() {
    try (var client = client().build()) {
      var receipt = get(client.publish(answer("a")));

      assertThat(receipt.status()).isEqualTo(Status.ACCEPTED);
      assertThat(receipt.id()).isEqualTo("a");
      assertThat(receipt.answerId()).contains(answerId("a"));
      assertThat(receipt.stored()).isTrue();
    }
    var call = server.calls().get(0);
    assertThat(call.method() + " " + call.path()).isEqualTo("POST /v1/answers");
    assertThat(call.headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("content-type", "application/x-ndjson");
  }

  @Test
  void pathOfTheEndpoint_isKept() {
    try (var client = StarstreamClient.builder(server.uri().resolve("/behind/proxy")).build()) {
      get(client.publish(answer("a")));
    }

    assertThat(server.calls().get(0).path()).isEqualTo("/behind/proxy/v1/answers");
  }

  @Test
  void mixedReply_givesEachAnswerItsOwnReceiptAndSendsNothingAgain() {
    server.script(call -> items(207, call, id -> id.substring(0, id.indexOf('-')), Map.of()));
    var futures = new ArrayList<CompletableFuture<Receipt>>();
    try (var client = client().build()) {
      for (var id : List.of("accepted-1", "refused-1", "duplicate-1", "conflict-1", "rejected-1")) {
        futures.add(client.publish(answer(id)));
      }
    }

    assertThat(futures)
        .extracting(future -> future.join().status())
        .containsExactly(
            Status.ACCEPTED, Status.REFUSED, Status.DUPLICATE, Status.CONFLICT, Status.REJECTED);
    assertThat(futures.get(1).join().problems()).containsExactly(new Problem("/text", "is odd"));
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused 422", "conflict 409"})
  void singleAnswerThatIsNotTaken_hasAReceiptNotAnError(String said) {
    var word = said.split(" ", 2);
    server.script(call -> items(Integer.parseInt(word[1]), call, id -> word[0], Map.of()));
    try (var client = client().build()) {
      var receipt = get(client.publish(answer("a")));

      assertThat(receipt.status()).hasToString(word[0].toUpperCase(Locale.ROOT));
      assertThat(receipt.stored()).isFalse();
    }
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 207})
  void unacknowledgedAnswers_areSentAgainWithoutThoseThatAreStored(int status) {
    server.first(
        call ->
            items(status, call, id -> id.equals("b") ? "unacknowledged" : "accepted", Map.of()));
    try (var client = client().build()) {
      var all =
          List.of(
              client.publish(answer("a")),
              client.publish(answer("b")),
              client.publish(answer("c")));
      all.forEach(StarstreamClientTest::get);
    }

    assertThat(server.calls())
        .extracting(ScriptedServer.Call::ids)
        .containsExactly(List.of("a", "b", "c"), List.of("b"));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void limitOrOutage_isTriedAgainWithTheSameId(int status) {
    server.first(call -> status(status), call -> status(status));
    var answer = Answer.builder().candidateRef("c").text("t").build();
    try (var client = client().build()) {
      assertThat(get(client.publish(answer)).stored()).isTrue();
    }

    assertThat(server.ids()).containsExactly(answer.id(), answer.id(), answer.id());
  }

  @Test
  void brokenConnectionAndHalfReply_areTriedAgain() {
    server.first(
        call -> new Reply.None(), call -> new Reply.Half(202, ((Reply.Whole) accept(call)).body()));
    try (var client = client().build()) {
      assertThat(get(client.publish(answer("a"))).stored()).isTrue();
    }

    assertThat(server.ids()).containsExactly("a", "a", "a");
  }

  @Test
  void replyThatStalls_isTriedAgainWhenItsTimeIsOver() {
    server.first(call -> new Reply.Stalled(202, ((Reply.Whole) accept(call)).body()));
    try (var client = client().requestTimeout(Duration.ofMillis(400)).build()) {
      assertThat(get(client.publish(answer("a"))).stored()).isTrue();
    }

    assertThat(server.ids()).containsExactly("a", "a");
  }

  @Test
  void nobodyThere_failsWithUnavailableAfterAllAttempts() {
    var uri = server.uri();
    server.close();
    try (var client = client(uri).maxAttempts(3).build()) {
      var error = failure(client.publish(answer("a")));

      assertThat(error)
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("3 attempts")
          .hasCauseInstanceOf(ConnectException.class);
    }
  }

  @Test
  void lastingOutage_takesAsManyAttemptsAsWereAllowedAndTellsTheServersPause() {
    server.script(call -> status(503, "Retry-After", "0"));
    try (var client = client().maxAttempts(4).build()) {
      var error = failure(client.publish(answer("a")));

      assertThat(error).isInstanceOf(Unavailable.class).hasMessageContaining("status 503");
      assertThat(((Unavailable) error).retryAfter()).contains(Duration.ZERO);
    }
    assertThat(server.calls()).hasSize(4);
  }

  @Test
  void retryAfterInSeconds_isTheLeastPause() {
    server.first(call -> status(429, "Retry-After", "1"));

    assertThat(pauseOfFirstRetry()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  @Test
  void retryAfterAsADate_isTheLeastPause() {
    // A date has whole seconds: up to one of the three is cut off.
    server.first(
        call ->
            status(
                503,
                "Retry-After",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(3))));

    assertThat(pauseOfFirstRetry()).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(15));
  }

  private Duration pauseOfFirstRetry() {
    try (var client = client().build()) {
      get(client.publish(answer("a")));
    }
    var calls = server.calls();
    assertThat(calls).hasSize(2);
    return Duration.ofNanos(calls.get(1).atNanos() - calls.get(0).atNanos());
  }

  @Test
  void serverThatAsksForAnHour_isNotWaitedFor() {
    server.script(call -> status(503, "Retry-After", "3600"));
    try (var client = client().build()) {
      var error = failure(client.publish(answer("a")));

      assertThat(((Unavailable) error).retryAfter()).contains(Duration.ofHours(1));
    }
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void wrongKey_failsAtOnceWithoutTellingTheKey(int status) {
    server.script(call -> status(status));
    try (var client = client().build()) {
      var error = failure(client.publish(answer("a")));

      assertThat(error)
          .isInstanceOf(AccessDenied.class)
          .hasMessageContaining("what is wrong")
          .hasMessageNotContaining("very-secret");
      assertThat(((AccessDenied) error).status()).isEqualTo(status);
    }
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413, 415})
  void refusedRequest_failsAtOnceWithTheServersWord(int status) {
    server.script(call -> status(status));
    try (var client = client().build()) {
      var error = (RequestRefused) failure(client.publish(answer("a")));

      assertThat(error.status()).isEqualTo(status);
      assertThat(error.problem()).isEqualTo("some-word");
    }
    assertThat(server.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{\"items\":[]}", "{\"items\":[{}]}", "", "[7"})
  void foreignReply_failsAtOnceAndIsNotQuoted(String body) {
    server.script(call -> new Reply.Whole(200, body, Map.of()));
    try (var client = client().build()) {
      var error = failure(client.publish(answer("a")));

      assertThat(error)
          .isInstanceOf(UnexpectedReply.class)
          .hasMessageContaining("POST /v1/answers: status 200")
          .hasMessageNotContaining("hello");
    }
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void largeRequest_isCompressedAndSmallOneIsNot() {
    try (var client = client().gzipAboveBytes(1000).build()) {
      get(client.publish(answer("small")));
      get(client.publish(answer("large", "a".repeat(2000))));
    }

    assertThat(server.calls().get(0).headers()).doesNotContainKey("content-encoding");
    assertThat(server.calls().get(1).headers()).containsEntry("content-encoding", "gzip");
    assertThat(server.calls().get(1).answers().get(0).path("text").asText()).hasSize(2000);
  }

  @Test
  void serverWithoutGzip_getsTheSameRequestUncompressedAndAllLaterOnes() {
    server.script(
        call ->
            call.headers().containsKey("content-encoding")
                ? status(415, "Accept-Encoding", "identity")
                : accept(call));
    try (var client = client().gzipAboveBytes(0).maxAttempts(1).build()) {
      assertThat(get(client.publish(answer("a"))).stored()).isTrue();
      assertThat(get(client.publish(answer("b"))).stored()).isTrue();
    }

    assertThat(server.ids()).containsExactly("a", "a", "b");
  }

  @Test
  void publishAndWait_prefersToWaitAndGivesTheScorecard() {
    server.script(
        call ->
            new Reply.Whole(
                200,
                "{\"items\":[{\"index\":0,\"id\":\"a\",\"answerId\":\"%s\",\"status\":\"accepted\",\"scorecard\":%s}]}"
                    .formatted(answerId("a"), SCORECARD.formatted(answerId("a"))),
                Map.of("Preference-Applied", "wait=3")));
    try (var client = client().linger(Duration.ofMinutes(1)).build()) {
      var receipt = get(client.publishAndWait(answer("a"), Duration.ofMillis(2001)));

      assertScorecard(receipt.scorecard().orElseThrow());
    }
    assertThat(server.calls().get(0).headers()).containsEntry("prefer", "wait=3");
  }

  @Test
  void publishAndWait_thatIsNotScoredInTimeHasAReceiptWithoutScorecard() {
    try (var client = client().build()) {
      var receipt = get(client.publishAndWait(answer("a"), Duration.ofSeconds(1)));

      assertThat(receipt.stored()).isTrue();
      assertThat(receipt.scorecard()).isEmpty();
    }
  }

  @Test
  void waitOutOfRange_isRefused() {
    try (var client = client().build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.publishAndWait(answer("a"), Duration.ofSeconds(31)))
          .withMessageContaining("1 to 30 seconds");
    }
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void scorecard_isEmptyWhilePendingAndThereOnceScored() {
    var id = answerId("a");
    server.first(
        call -> status(202),
        call -> status(503),
        call -> new Reply.Whole(200, SCORECARD.formatted(id), Map.of()),
        call -> status(404));
    try (var client = client().build()) {
      assertThat(get(client.scorecard(id))).isEmpty();
      assertScorecard(get(client.scorecard(id)).orElseThrow());
      assertThat(failure(client.scorecard(id)))
          .isInstanceOfSatisfying(
              RequestRefused.class, error -> assertThat(error.status()).isEqualTo(404));
    }
    assertThat(server.calls())
        .extracting(ScriptedServer.Call::path)
        .containsOnly("/v1/answers/" + id);
  }

  @Test
  void scorecardOfARejectedAnswer_failsWithItsReason() {
    server.script(
        call ->
            new Reply.Whole(
                200,
                "{\"answerId\":\"%s\",\"status\":\"rejected\",\"reason\":\"unknown_question\"}"
                    .formatted(answerId("a")),
                Map.of()));
    try (var client = client().build()) {
      assertThat(failure(client.scorecard(answerId("a"))))
          .isInstanceOfSatisfying(
              StarstreamException.NotScored.class,
              error -> assertThat(error.reason()).isEqualTo("unknown_question"));
    }
  }

  private static final String SCORECARD =
      """
      {"answerId":"%s","id":"a","status":"scored","overall":0.75,"structure":0.5,"content":1.0,
       "delivery":0.25,"passed":true,"mistakes":[{"id":"no_learning","severity":"minor","advice":"Say it."}],
       "critique":{"headline":"You say what you did.","fixFirst":null,"fixGain":0.05,"notes":["Keep it."]},
       "sentences":[{"start":0,"end":9,"part":"action"}]}""";

  private static void assertScorecard(Scorecard card) {
    assertThat(card.answerId()).isEqualTo(answerId("a"));
    assertThat(card.overall()).isEqualTo(0.75);
    assertThat(card.structure()).isEqualTo(0.5);
    assertThat(card.content()).isEqualTo(1.0);
    assertThat(card.delivery()).hasValue(0.25);
    assertThat(card.passed()).isTrue();
    assertThat(card.headline()).isEqualTo("You say what you did.");
    assertThat(card.fixFirst()).isEmpty();
    assertThat(card.fixGain()).isEqualTo(0.05);
    assertThat(card.notes()).containsExactly("Keep it.");
    assertThat(card.mistakes())
        .containsExactly(new Scorecard.Mistake("no_learning", "minor", "Say it."));
    assertThat(card.json()).contains("\"part\":\"action\"");
  }

  @Test
  void dryRun_encodesAndSendsNothing() {
    try (var client = client().dryRun().build()) {
      assertThat(get(client.publish(answer("a"))).status()).isEqualTo(Status.NOT_SENT);
      assertThat(get(client.publishAndWait(answer("b"), Duration.ofSeconds(1))).stored()).isFalse();
      assertThat(client.publishAll(List.of(answer("c")).iterator(), BulkListener.NONE).accepted())
          .isEqualTo(1);
    }

    assertThat(server.calls()).isEmpty();
  }

  @Test
  void badSettings_areNamedAndAKeyIsNotQuoted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client(URI.create("ftp://host")).build())
        .withMessageContaining("endpoint");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client().batchSize(501).build())
        .withMessageContaining("batchSize: 501");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client().apiKey("very secret\n").build())
        .withMessageContaining("apiKey")
        .withMessageNotContaining("very");
  }

  private StarstreamClientBuilder client() {
    return client(server.uri());
  }

  private static StarstreamClientBuilder client(URI uri) {
    return StarstreamClient.builder(uri).apiKey(KEY).firstPause(Duration.ofMillis(5));
  }

  private static Answer answer(String id) {
    return answer(id, "I fixed the door.");
  }

  private static Answer answer(String id, String text) {
    return Answer.builder().id(id).candidateRef("c").text(text).build();
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Throwable failure(CompletableFuture<?> future) {
    try {
      get(future);
    } catch (CompletionException e) {
      return e.getCause();
    }
    throw new AssertionError("it has not failed");
  }
}
