package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static dev.starstream.ingest.BadRequests.ANSWERS;
import static dev.starstream.ingest.BadRequests.EVENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.ingest.BadRequests.Bad;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table of bad requests, alone, among good items, and all at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {

  private final InMemoryTopic topic = new InMemoryTopic();
  private TestServer server;

  static List<Bad> table() {
    return BadRequests.TABLE;
  }

  static List<Bad> objects() {
    return BadRequests.TABLE.stream().filter(Bad::isObject).toList();
  }

  @BeforeAll
  void start() {
    server = new TestServer(topic);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void badRequest_isAnsweredExactly(Bad bad) {
    // Given
    var before = topic.answers().size();

    // When
    var reply = server.post(bad.path(), bad.headers(), bad.body());

    // Then
    assertThat(reply.status()).isEqualTo(bad.status());
    assertThat(reply.body().path("type").asText())
        .isEqualTo("urn:starstream:problem:" + bad.type());
    assertThat(reply.pointers()).isEqualTo(bad.pointers());
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.body().path("status").asInt()).isEqualTo(bad.status());
    assertThat(reply.body().path("title").asText()).isNotBlank();
    assertThat(reply.body().path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
    assertThat(reply.body().toString()).doesNotContain(BadRequests.SECRET);
    assertThat(topic.answers()).hasSize(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objects")
  void badItemAmongGoodOnes_leavesThemUnharmed(Bad bad) {
    // Given
    int row = BadRequests.TABLE.indexOf(bad);

    // When
    var reply = among(bad.path(), List.of(good(bad, 2 * row), bad.text(), good(bad, 2 * row + 1)));

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).isEqualTo(bad.pointers().stream().map(p -> "/1" + p).toList());
  }

  @Test
  void mixedLoad_addsUpAndLeavesTheServerWell() {
    // Given: for each route all that fits into an array, each item with a good one, sent twice
    var accepted = 0;
    var refused = 0;
    var duplicates = 0;
    var sent = 0;
    for (int round = 0; round < 2; round++) {
      for (var path : List.of(ANSWERS, EVENTS, BadRequests.XAPI)) {
        var items = new ArrayList<String>();
        for (var bad : objects()) {
          if (bad.path().equals(path)) {
            items.add(bad.text());
            items.add(good(bad, 1_000_000 + items.size()));
          }
        }

        // When
        for (int from = 0; from < items.size(); from += 20) {
          var part = items.subList(from, Math.min(items.size(), from + 20));
          var reply = among(path, part).body();
          accepted += reply.get("accepted").asInt();
          refused += reply.get("refused").asInt();
          duplicates += reply.get("duplicates").asInt();
          sent += part.size();
        }
      }
    }

    // Then
    assertThat(accepted + refused + duplicates).isEqualTo(sent);
    assertThat(accepted).isEqualTo(sent / 4);
    assertThat(duplicates).isEqualTo(sent / 4);
    assertThat(server.post(answer("still-there").json()).status()).isEqualTo(202);
  }

  @Test
  void table_isLong() {
    assertThat(BadRequests.TABLE).hasSizeGreaterThan(300);
  }

  @Test
  void malformedJson_isPointedAtByLineAndColumn() {
    // When
    var reply = server.post("[\n  {\"text\": \"t\"},\n  {\"text\" \"t\"}\n]");

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().get("line").asInt()).isEqualTo(3);
    assertThat(reply.body().get("column").asInt()).isBetween(11, 12);
    assertThat(reply.body().get("detail").asText())
        .isEqualTo("the body is not JSON: unexpected '\"'");
  }

  @Test
  void bytesThatAreNotUtf8_arePointedAtByOffset() {
    // When
    var reply =
        server.post(
            "application/json",
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', (byte) 0xe2, 0x28, '}'});

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().get("byte").asInt()).isEqualTo(4);
  }

  private TestServer.Reply among(String path, List<String> items) {
    var type = path.equals(EVENTS) ? "application/cloudevents-batch+json" : "application/json";
    return server.post(path, Map.of("Content-Type", type), items.toString().getBytes(UTF_8));
  }

  private static String good(Bad bad, int number) {
    return switch (bad.path()) {
      case ANSWERS -> answer("good-" + number).json();
      case EVENTS -> Documents.event("good-event-" + number).json();
      default -> Documents.statement(number).json();
    };
  }
}
