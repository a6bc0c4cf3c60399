package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bad requests: each with its exact status and the exact pointers of its problems. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {

  private static final String JSON = "application/json";
  private static final String SECRET = "Bernadette";

  private final InMemoryTopic topic = new InMemoryTopic();
  private TestServer server;

  /**
   * @param pointers of all problems, in order
   */
  record Bad(
      String name,
      String contentType,
      String body,
      Charset charset,
      int status,
      List<String> pointers) {

    byte[] bytes() {
      return body.getBytes(charset);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Bad> TABLE = new ArrayList<>();

  private static void whole(String name, String contentType, String body, int status) {
    TABLE.add(new Bad(name, contentType, body, UTF_8, status, List.of()));
  }

  private static void item(String name, String json, String... pointers) {
    item(name, json, UTF_8, pointers);
  }

  private static void item(String name, String json, Charset charset, String... pointers) {
    TABLE.add(new Bad(name, JSON, json, charset, 422, List.of(pointers)));
  }

  private static void field(String name, String field, String rawValue) {
    item(name, answer("bad").withRaw(field, rawValue).json(), "/" + field);
  }

  static {
    // The request as a whole
    whole("empty body", JSON, "", 400);
    whole("blank body", JSON, "  \n ", 400);
    whole("only a byte order mark", JSON, "\uFEFF", 400);
    whole("not JSON", JSON, SECRET + " said no", 400);
    whole("cut off object", JSON, "{\"text\": \"" + SECRET, 400);
    whole("cut off array", JSON, "[" + answer("a").json() + ",", 400);
    whole("trailing comma in object", JSON, "{\"text\": \"t\",}", 400);
    whole("trailing comma in array", JSON, "[" + answer("a").json() + ",]", 400);
    whole("missing comma", JSON, "[" + answer("a").json() + answer("b").json() + "]", 400);
    whole("single quotes", JSON, "{'text': 't'}", 400);
    whole("unquoted name", JSON, "{text: \"t\"}", 400);
    whole("comment", JSON, "{\"text\": \"t\" /* c */}", 400);
    whole("NaN", JSON, answer("a").withRaw("attemptNo", "NaN").json(), 400);
    whole("leading zero", JSON, answer("a").withRaw("attemptNo", "01").json(), 400);
    whole("plus sign", JSON, answer("a").withRaw("attemptNo", "+1").json(), 400);
    whole("hexadecimal number", JSON, answer("a").withRaw("attemptNo", "0x1").json(), 400);
    whole("bare line break in text", JSON, answer("a").withRaw("text", "\"a\nb\"").json(), 400);
    whole("bad escape", JSON, answer("a").withRaw("text", "\"a\\qb\"").json(), 400);
    whole("bad unicode escape", JSON, answer("a").withRaw("text", "\"\\u12g4\"").json(), 400);
    whole("surrogate in a name", JSON, "{\"\\ud800\": 1}", 400);
    whole("two values", JSON, answer("a").json() + answer("b").json(), 400);
    whole("text after the value", JSON, answer("a").json() + " x", 400);
    whole("wrong bracket", JSON, "[" + answer("a").json() + "}", 400);
    whole("depth bomb", JSON, "[".repeat(100_000), 400);
    whole("depth bomb in a field", JSON, "{\"text\":" + "[".repeat(100_000), 400);
    whole("depth bomb of objects", JSON, "{\"a\":".repeat(100_000), 400);
    TABLE.add(new Bad("UTF-16", JSON, answer("a").json(), UTF_16LE, 400, List.of()));
    whole("NUL bytes", JSON, "\0".repeat(100), 400);
    whole("empty array", JSON, "[]", 422);
    whole("empty lines", "application/x-ndjson", "\n\n", 422);
    whole("body of 1 MiB and a byte", JSON, " ".repeat(IngestRoutes.MAX_BODY_BYTES + 1), 413);
    whole("body of 5 MiB", JSON, "x".repeat(5 * IngestRoutes.MAX_BODY_BYTES), 413);
    whole("501 answers", JSON, "[" + "{},".repeat(500) + "{}]", 413);
    whole("501 lines", "application/x-ndjson", "{}\n".repeat(501), 413);
    whole("no Content-Type", "", answer("a").json(), 415);
    whole("form", "application/x-www-form-urlencoded", "text=t", 415);
    whole("plain text", "text/plain", answer("a").json(), 415);
    whole("other JSON", "application/ld+json", answer("a").json(), 415);
    whole("JSON in Latin 1", "application/json; charset=iso-8859-1", answer("a").json(), 415);

    whole("Latin 1 after another", "application/json;v=1;charset=latin1", answer("a").json(), 415);
    whole("only a semicolon", ";", answer("a").json(), 415);

    // What is no object
    item("a number", "42", "");
    item("a string", "\"" + SECRET + "\"", "");
    item("null", "null", "");
    item("true", "true", "");
    item("array of a number", "[42]", "/0");
    item("array in an array", "[[{}]]", "/0");
    item("array of null", "[null]", "/0");

    // Fields
    item("empty object", "{}", "/candidateRef", "/text");
    item("no text", answer("a").without("text").json(), "/text");
    item("no candidate", answer("a").without("candidateRef").json(), "/candidateRef");
    field("null text", "text", "null");
    field("null candidate", "candidateRef", "null");
    field("blank text", "text", "\" \\n\\t \"");
    field("empty text", "text", "\"\"");
    field("text of 20,001 characters", "text", "\"" + "x".repeat(20_001) + "\"");
    field("text of almost 1 MB", "text", "\"" + "x".repeat(1_000_000) + "\"");
    field("number as text", "text", "12");
    field("object as text", "text", "{\"text\": \"" + SECRET + "\"}");
    field("array as text", "text", "[\"" + SECRET + "\"]");
    field("boolean as text", "text", "false");
    field("NUL in text", "text", "\"a\\u0000b\"");
    field("high surrogate alone", "text", "\"a\\ud83d b\"");
    field("low surrogate alone", "text", "\"\\ude80\"");
    field("surrogates in the wrong order", "text", "\"\\ude80\\ud83d\"");
    field("blank candidate", "candidateRef", "\"  \"");
    field("long candidate", "candidateRef", "\"" + "c".repeat(201) + "\"");
    field("line break in candidate", "candidateRef", "\"a\\nb\"");
    field("number as candidate", "candidateRef", "4711");
    field("surrogate in candidate", "candidateRef", "\"\\ud800\"");
    field("empty id", "id", "\"\"");
    field("long id", "id", "\"" + "i".repeat(201) + "\"");
    field("number as id", "id", "17");
    field("NUL in id", "id", "\"a\\u0000\"");
    field("long source", "source", "\"" + "s".repeat(201) + "\"");
    field("array as source", "source", "[]");
    field("blank cohort", "cohort", "\" \"");
    field("unknown question", "questionId", "\"no_such_question\"");
    field("empty question id", "questionId", "\"\"");
    field("number as question id", "questionId", "1");
    field("blank question", "question", "\"\"");
    field("long question", "question", "\"" + "q".repeat(2001) + "\"");
    field("blank company", "company", "\"\"");
    field("company without letters", "company", "\"!!!\"");
    field("long company", "company", "\"" + "c".repeat(201) + "\"");
    field("surrogate in company", "company", "\"a\\udc00\"");
    field("blank role", "role", "\"\"");
    field("misspelt level", "level", "\"senoir\"");
    field("upper-case level", "level", "\"SENIOR\"");
    field("empty level", "level", "\"\"");
    field("unspecified level", "level", "\"unspecified\"");
    field("number as level", "level", "3");
    field("unknown modality", "modality", "\"video\"");
    field("attempt 0", "attemptNo", "0");
    field("negative attempt", "attemptNo", "-1");
    field("attempt 1001", "attemptNo", "1001");
    field("attempt beyond int", "attemptNo", "4294967297");
    field("attempt beyond long", "attemptNo", "9".repeat(400));
    field("attempt with fraction", "attemptNo", "1.5");
    field("attempt with exponent", "attemptNo", "1e999999999");
    field("attempt as text", "attemptNo", "\"1\"");
    field("attempt as boolean", "attemptNo", "true");
    field("duration 0", "durationMs", "0");
    field("duration of two days", "durationMs", "172800000");
    field("duration as text", "durationMs", "\"90s\"");
    field("no language", "language", "\"\"");
    field("language in words", "language", "\"plain english\"");
    field("language that is none", "language", "\"1\"");
    field("time in the future", "submittedAt", "\"2026-11-21T10:05:01Z\"");
    field("time long ago", "submittedAt", "\"1999-12-31T23:59:59Z\"");
    field("time without offset", "submittedAt", "\"2026-11-21T09:00:00\"");
    field("time without seconds", "submittedAt", "\"2026-11-21T09:00Z\"");
    field("only a date", "submittedAt", "\"2026-11-21\"");
    field("no such day", "submittedAt", "\"2026-02-30T09:00:00Z\"");
    field("no such hour", "submittedAt", "\"2026-02-20T25:00:00Z\"");
    field("no such offset", "submittedAt", "\"2026-02-20T05:00:00+19:00\"");
    field("offset without colon", "submittedAt", "\"2026-02-20T05:00:00+0100\"");
    field("other digits in time", "submittedAt", "\"２０２６-02-20T05:00:00Z\"");
    field("epoch milliseconds", "submittedAt", "1795255200000");
    field("tenant in the body", "tenant", "\"other\"");
    field("unknown field", "answer", "\"" + SECRET + "\"");
    field("field in snake case", "candidate_ref", "\"c\"");
    item("name that needs escapes", answer("a").with("a/b~c", "x").json(), "/a~1b~0c");
    item("empty name", answer("a").with("", "x").json(), "/");
    item("long name", answer("a").with("n".repeat(5000), 1).json(), "/" + "n".repeat(100) + "…");
    item("name twice", answer("a").json().replace("{", "{\"text\": \"t\","), "/text");
    item("unknown name twice", "{\"x\":1,\"x\":2," + answer("a").json().substring(1), "/x", "/x");
    item("Latin 1 text", answer("a").with("text", "caf\u00e9").json(), ISO_8859_1, "/text");
    item("Latin 1 name", answer("a").with("caf\u00e9", 1).json(), ISO_8859_1, "/caf\uFFFD");
    item(
        "three answers, each with its own problem",
        "["
            + answer("a").without("text").json()
            + ","
            + answer("b").with("level", "x").json()
            + ","
            + answer("c").with("attemptNo", 0).json()
            + "]",
        "/0/text",
        "/1/level",
        "/2/attemptNo");
  }

  static List<Bad> table() {
    return TABLE;
  }

  /** What can be put into an array beside others. */
  static List<Bad> singleObjects() {
    return TABLE.stream()
        .filter(bad -> bad.status() == 422 && bad.body().startsWith("{"))
        .filter(bad -> bad.charset().equals(UTF_8) && bad.body().length() < 900_000)
        .toList();
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
    var reply = server.post(bad.contentType(), bad.bytes());

    // Then
    assertThat(reply.status()).isEqualTo(bad.status());
    assertThat(reply.pointers()).isEqualTo(bad.pointers());
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.body().path("status").asInt()).isEqualTo(bad.status());
    assertThat(reply.body().path("title").asText()).isNotBlank();
    assertThat(reply.body().path("type").asText()).startsWith("urn:starstream:problem:");
    assertThat(reply.body().path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
    assertThat(reply.body().toString()).doesNotContain(SECRET);
    assertThat(topic.answers()).hasSize(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("singleObjects")
  void badItemAmongGoodOnes_leavesThemUnharmed(Bad bad) {
    // Given
    var id = "good-" + TABLE.indexOf(bad);
    var batch = List.of(answer(id + "a").json(), bad.body(), answer(id + "b").json()).toString();

    // When
    var reply = server.post(batch);

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).isEqualTo(bad.pointers().stream().map(p -> "/1" + p).toList());
  }

  @Test
  void table_isLong() {
    assertThat(TABLE).hasSizeGreaterThan(100);
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
}
