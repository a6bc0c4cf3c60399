package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.schemas.AnswerIds;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestRoutesTest {

  private final InMemoryTopic topic = new InMemoryTopic();
  private final TestServer server = new TestServer(topic);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void oneAnswer_isAcceptedAndPublishedUnderItsCandidate() {
    // When
    var reply = server.post(answer("e-1").with("source", "app").json());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.body().toString())
        .isEqualTo(
            """
            {"accepted":1,"refused":0,"duplicates":0,"items":[\
            {"index":0,"id":"e-1","answerId":"%s","status":"accepted"}]}"""
                .formatted(AnswerIds.of("dev", "app", "e-1")));
    assertThat(topic.history())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.topic()).isEqualTo("answers.submitted");
              assertThat(record.key()).isEqualTo("dev/cand-1");
              assertThat(record.value().getEventId()).isEqualTo("e-1");
            });
  }

  @Test
  void answerWithoutId_isGivenOne() {
    // When
    var reply = server.post(answer("x").without("id").json());

    // Then
    var id = reply.body().get("items").get(0).get("id").asText();
    assertThat(topic.answers()).singleElement().extracting(a -> a.getEventId()).isEqualTo(id);
  }

  @Test
  void array_keepsItsOrder() {
    // Given
    var ids = List.of("a", "b", "c", "d");

    // When
    var reply = server.post(ids.stream().map(id -> answer(id).json()).toList().toString());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body().get("items").findValuesAsText("id")).isEqualTo(ids);
    assertThat(topic.answers()).extracting(a -> a.getEventId()).isEqualTo(ids);
  }

  @Test
  void fiveHundredAnswers_areAccepted() {
    // Given
    var batch = new StringBuilder("[");
    for (int i = 0; i < 500; i++) {
      batch.append(i == 0 ? "" : ",").append(answer("e-" + i).json());
    }

    // When
    var reply = server.post(batch.append("]").toString());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body().get("accepted").asInt()).isEqualTo(500);
    assertThat(topic.answers()).hasSize(500);
  }

  @Test
  void mixedLines_areJudgedOneByOne() {
    // Given: with a byte order mark, Windows line ends, a blank line and a broken one
    var lines =
        "\uFEFF" + answer("a").json() + "\r\n\r\n{\"text\": oops\r\n" + answer("b").json() + "\r\n";

    // When
    var reply = server.post("application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).containsExactly("/1");
    assertThat(topic.answers()).extracting(a -> a.getEventId()).containsExactly("a", "b");
  }

  @Test
  void warning_isInTheReceipt() {
    // When
    var reply = server.post("[" + answer("a").with("company", "Bloom & Co").json() + "]");

    // Then
    assertThat(reply.status()).isEqualTo(202);
    var warning = reply.body().get("items").get(0).get("warnings").get(0);
    assertThat(warning.get("pointer").asText()).isEqualTo("/0/company");
    assertThat(warning.get("detail").asText()).contains("bloom-co");
  }

  @Test
  void repeatWithTheSameContent_isADuplicateAndNotPublishedAgain() {
    // Given
    server.post(answer("e-1").json());

    // When: the edge would give it another time now, as it brings none
    var reply = server.post(answer("e-1").json());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.statuses()).containsExactly("duplicate");
    assertThat(reply.body().at("/items/0/duplicate").asBoolean()).isTrue();
    assertThat(reply.body().get("accepted").asInt()).isZero();
    assertThat(reply.body().get("duplicates").asInt()).isOne();
    assertThat(topic.answers()).hasSize(1);
  }

  @Test
  void repeatWithOtherContent_isAConflict() {
    // Given
    server.post(answer("e-1").json());

    // When
    var reply = server.post(answer("e-1").with("text", "Another story.").json());

    // Then
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.statuses()).containsExactly("conflict");
    assertThat(reply.pointers()).containsExactly("/id");
    assertThat(topic.answers()).hasSize(1);
  }

  @Test
  void sameIdOfAnotherSource_isAnotherAnswer() {
    // Given
    server.post(answer("e-1").with("source", "a").json());

    // When
    var reply = server.post(answer("e-1").with("source", "b").json());

    // Then
    assertThat(reply.statuses()).containsExactly("accepted");
    assertThat(topic.answers()).hasSize(2);
  }

  @Test
  void sameIdTwiceInABatch_isPublishedOnce() {
    // Given
    var batch =
        List.of(
            answer("a").json(),
            answer("a").json(),
            answer("a").with("text", "Another story.").json(),
            answer("b").json());

    // When
    var reply = server.post(batch.toString());

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "duplicate", "conflict", "accepted");
    assertThat(reply.pointers()).containsExactly("/2/id");
    assertThat(reply.body().get("refused").asInt()).isOne();
    assertThat(topic.answers()).extracting(a -> a.getEventId()).containsExactly("a", "b");
  }

  @Test
  void kafkaDown_is503AndAgain202OnceItIsBack() {
    // Given
    topic.goDown();

    // When
    var down = server.post(answer("e-1").json());
    topic.comeBack();
    var up = server.post(answer("e-1").json());

    // Then
    assertThat(down.status()).isEqualTo(503);
    assertThat(down.header("Retry-After")).isEqualTo("5");
    assertThat(down.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(down.statuses()).containsExactly("unacknowledged");
    assertThat(up.status()).isEqualTo(202);
    assertThat(up.statuses()).containsExactly("accepted");
  }

  @Test
  void kafkaGoesDownMidway_saysWhichAnswersAreStored() {
    // Given
    topic.goDownAfter(2);
    var batch =
        List.of(
            answer("a").json(),
            answer("bad").without("text").json(),
            answer("b").json(),
            answer("c").json(),
            answer("c").json(),
            answer("d").json());

    // When
    var reply = server.post(batch.toString());
    topic.comeBack();
    var again = server.post(batch.toString());

    // Then
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.statuses())
        .containsExactly(
            "accepted",
            "refused",
            "accepted",
            "unacknowledged",
            "unacknowledged",
            "unacknowledged");
    assertThat(reply.body().get("unacknowledged").asInt()).isEqualTo(3);
    assertThat(again.status()).isEqualTo(207);
    assertThat(again.statuses())
        .containsExactly("duplicate", "refused", "duplicate", "accepted", "duplicate", "accepted");
    assertThat(topic.answers()).extracting(a -> a.getEventId()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void registryDown_isAnOutageAndNoRefusal() {
    // Given
    topic.loseRegistry();

    // When
    var reply = server.post(answer("e-1").json());

    // Then
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.statuses()).containsExactly("unacknowledged");
    assertThat(reply.body().toString()).contains("schema registry");
  }

  @Test
  void requestId_isTheCallersOrANewOne() {
    // When
    var given = server.send(server.request("/nowhere").header("X-Request-Id", "req-7"));
    var indecent = server.send(server.request("/nowhere").header("X-Request-Id", "<script>"));

    // Then
    assertThat(given.header("X-Request-Id")).isEqualTo("req-7");
    assertThat(given.body().get("requestId").asText()).isEqualTo("req-7");
    assertThat(indecent.header("X-Request-Id")).hasSize(36);
  }

  @Test
  void wrongPathAndMethod_areProblemDocuments() {
    // When
    var path = server.send(server.request("/v1/nowhere"));
    var method = server.send(server.request("/v1/answers").DELETE());

    // Then
    assertThat(path.status()).isEqualTo(404);
    assertThat(path.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(path.body().get("type").asText()).isEqualTo("urn:starstream:problem:not-found");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("POST");
    assertThat(method.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void gzip_isTakenOnEveryRoute() throws Exception {
    // Given
    var bodies =
        Map.of(
            "/v1/answers", answer("a").json(),
            "/v1/events", Documents.event("b").json(),
            "/v1/xapi/statements", Documents.statement(1).json());

    // When
    var statuses = new ArrayList<Integer>();
    for (var body : bodies.entrySet()) {
      var type =
          body.getKey().endsWith("events") ? "application/cloudevents+json" : "application/json";
      var reply =
          server.post(
              body.getKey(),
              Map.of("Content-Type", type, "Content-Encoding", "GZIP"),
              BadRequests.zip(body.getValue().getBytes(StandardCharsets.UTF_8)));
      statuses.add(reply.status());
    }

    // Then
    assertThat(statuses).containsExactly(202, 202, 202);
    assertThat(topic.answers()).hasSize(3);
  }

  @Test
  void otherCompression_isToldWhichOneIsTaken() {
    // When
    var reply =
        server.post(
            "/v1/answers",
            Map.of("Content-Type", "application/json", "Content-Encoding", "br"),
            new byte[] {1});

    // Then
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.header("Accept-Encoding")).isEqualTo("gzip");
  }

  @Test
  void itemsOfExactly64KiB_areNotTooLarge() {
    // Given: with room left in an object that is otherwise as large as it may be
    int rest = answer("a").with("text", "").json().length();
    var largest = answer("a").with("text", "x".repeat(65_536 - rest)).json();
    var tooLarge = answer("b").with("text", "x".repeat(65_537 - rest)).json();

    // When
    var reply = server.post("[" + largest + "," + tooLarge + "," + answer("c").json() + "]");

    // Then: the one is refused for its text only, the other as a whole
    assertThat(reply.statuses()).containsExactly("refused", "refused", "accepted");
    assertThat(reply.pointers()).containsExactly("/0/text", "/1");
    assertThat(reply.body().get("items").findValuesAsText("id")).containsExactly("a", "b", "c");
  }

  @Test
  void whatIsNotHttp_isAnsweredWithoutHtml() throws IOException {
    // Given
    try (var socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      socket
          .getOutputStream()
          .write("POST /v1/answers HTTP/1.1\r\nHost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      // When
      var reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      // Then
      assertThat(reply).startsWith("HTTP/1.1 400").contains("application/problem+json");
      assertThat(reply).doesNotContain("<html");
    }
  }

  @Test
  void health_saysWhichCheckFails() {
    // Given
    var checks =
        new HealthRoutes(
            Map.of("fine", Optional::empty, "down", () -> Optional.of("connection refused")));

    // When
    try (var other = IngestServer.start("127.0.0.1", 0, List.of(checks))) {
      var live = server.send(HttpRequest.newBuilder(other.uri().resolve("/livez")));
      var ready = server.send(HttpRequest.newBuilder(other.uri().resolve("/readyz")));

      // Then
      assertThat(live.status()).isEqualTo(200);
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.header("Content-Type")).isEqualTo("application/json");
      assertThat(ready.body().at("/checks/fine/ready").asBoolean()).isTrue();
      assertThat(ready.body().at("/checks/down/detail").asText()).isEqualTo("connection refused");
    }
  }

  @Test
  void takenPort_isNamed() {
    assertThatThrownBy(() -> IngestServer.start("127.0.0.1", server.uri().getPort(), List.of()))
        .isInstanceOf(IngestServer.PortUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + server.uri().getPort());
  }

  @Test
  void tooManyRequestsWaiting_areSentAwayWhileHealthStillAnswers() throws Exception {
    // Given: as many requests as may wait for Kafka
    try (var slow = InMemoryTopic.holdingBack();
        var busy = new TestServer(slow)) {
      var waiting =
          IntStream.range(0, 100).mapToObj(i -> busy.postLater(answer("e-" + i).json())).toList();
      while (slow.history().size() < 100) {
        Thread.sleep(5);
      }

      // When
      var oneMore = busy.post(answer("one-more").json());
      var live = busy.send(busy.request("/livez"));
      while (slow.completeNext()) {}

      // Then
      assertThat(oneMore.status()).isEqualTo(503);
      assertThat(oneMore.header("Retry-After")).isEqualTo("5");
      assertThat(live.status()).isEqualTo(200);
      assertThat(waiting).allMatch(reply -> reply.join() == 202);
    }
  }

  @Test
  void close_waitsForRequestsUnderWay() throws Exception {
    // Given: a request that waits for Kafka
    try (var slow = InMemoryTopic.holdingBack()) {
      var closing = new TestServer(slow);
      var reply = CompletableFuture.supplyAsync(() -> closing.post(answer("e-1").json()));
      while (slow.history().isEmpty()) {
        Thread.sleep(5);
      }

      // When
      var closed = CompletableFuture.runAsync(closing::close);
      Thread.sleep(200);
      var closedTooSoon = closed.isDone();
      slow.completeNext();

      // Then
      assertThat(closedTooSoon).isFalse();
      assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
      closed.get(10, TimeUnit.SECONDS);
    }
  }
}
