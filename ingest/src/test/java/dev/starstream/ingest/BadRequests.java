package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static dev.starstream.ingest.Documents.EXTENSION;
import static dev.starstream.ingest.Documents.event;
import static dev.starstream.ingest.Documents.statement;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Bad requests, one a line, each with its exact status, type and pointers of its problems. */
final class BadRequests {

  static final String ANSWERS = "/v1/answers";
  static final String EVENTS = "/v1/events";
  static final String XAPI = "/v1/xapi/statements";

  /** Stands for an answer's text or a person: no reply may hold it. */
  static final String SECRET = "Bernadette";

  private static final int MIB = IngestRoutes.MAX_BODY_BYTES;
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String EVENT_TYPE = "application/cloudevents";
  private static final String EVENT = EVENT_TYPE + "+json";
  private static final String BATCH = EVENT_TYPE + "-batch+json";
  private static final String GOOD = "{\"candidateRef\": \"c\", \"text\": \"t\"}";
  private static final Map<String, String> CE_HEADERS =
      Map.of(
          "content-type", JSON,
          "ce-specversion", "1.0",
          "ce-type", CloudEvent.TYPE,
          "ce-source", "coach-app",
          "ce-id", "b-1");

  /**
   * @param octets the body: each character is a byte
   * @param type of the problem document
   * @param pointers of all problems of all items, in order
   */
  record Bad(
      String name,
      String path,
      Map<String, String> headers,
      String octets,
      int status,
      String type,
      List<String> pointers) {

    Bad(
        String name,
        String path,
        Map<String, String> headers,
        byte[] body,
        int status,
        String type,
        List<String> pointers) {
      this(name, path, headers, new String(body, ISO_8859_1), status, type, pointers);
    }

    byte[] body() {
      return octets.getBytes(ISO_8859_1);
    }

    String text() {
      return new String(body(), UTF_8);
    }

    /** Whether it can be put into an array beside others. */
    boolean isObject() {
      return status == 422
          && text().startsWith("{")
          && headers.size() == 1
          && !headers.containsValue(BATCH)
          && octets.length() < 900_000;
    }

    @Override
    public String toString() {
      return path + ": " + name;
    }
  }

  static final List<Bad> TABLE = new ArrayList<>();

  static {
    // The request as a whole
    whole("empty body", JSON, "", 400, "malformed-json");
    whole("blank body", JSON, "  \n ", 400, "malformed-json");
    whole("only a byte order mark", JSON, "\uFEFF", 400, "malformed-json");
    whole("not JSON", JSON, SECRET + " said no", 400, "malformed-json");
    whole("cut off object", JSON, "{\"text\": \"" + SECRET, 400, "malformed-json");
    whole("cut off array", JSON, "[" + answer("a").json() + ",", 400, "malformed-json");
    whole("trailing comma in object", JSON, "{\"text\": \"t\",}", 400, "malformed-json");
    whole("trailing comma in array", JSON, "[" + answer("a").json() + ",]", 400, "malformed-json");
    whole(
        "missing comma",
        JSON,
        "[" + answer("a").json() + answer("b").json() + "]",
        400,
        "malformed-json");
    whole("single quotes", JSON, "{'text': 't'}", 400, "malformed-json");
    whole("unquoted name", JSON, "{text: \"t\"}", 400, "malformed-json");
    whole("comment", JSON, "{\"text\": \"t\" /* c */}", 400, "malformed-json");
    whole("NaN", JSON, answer("a").withRaw("attemptNo", "NaN").json(), 400, "malformed-json");
    whole(
        "leading zero", JSON, answer("a").withRaw("attemptNo", "01").json(), 400, "malformed-json");
    whole("plus sign", JSON, answer("a").withRaw("attemptNo", "+1").json(), 400, "malformed-json");
    whole(
        "hexadecimal number",
        JSON,
        answer("a").withRaw("attemptNo", "0x1").json(),
        400,
        "malformed-json");
    whole(
        "bare line break in text",
        JSON,
        answer("a").withRaw("text", "\"a\nb\"").json(),
        400,
        "malformed-json");
    whole(
        "bad escape", JSON, answer("a").withRaw("text", "\"a\\qb\"").json(), 400, "malformed-json");
    whole(
        "bad unicode escape",
        JSON,
        answer("a").withRaw("text", "\"\\u12g4\"").json(),
        400,
        "malformed-json");
    whole("surrogate in a name", JSON, "{\"\\ud800\": 1}", 400, "malformed-json");
    whole("two values", JSON, answer("a").json() + answer("b").json(), 400, "malformed-json");
    whole("text after the value", JSON, answer("a").json() + " x", 400, "malformed-json");
    whole("wrong bracket", JSON, "[" + answer("a").json() + "}", 400, "malformed-json");
    whole("depth bomb", JSON, "[".repeat(100_000), 400, "malformed-json");
    whole("depth bomb in a field", JSON, "{\"text\":" + "[".repeat(100_000), 400, "malformed-json");
    whole("depth bomb of objects", JSON, "{\"a\":".repeat(100_000), 400, "malformed-json");
    add("UTF-16", ANSWERS, JSON, answer("a").json().getBytes(UTF_16LE), 400, "malformed-json");
    whole("NUL bytes", JSON, "\0".repeat(100), 400, "malformed-json");
    whole("empty array", JSON, "[]", 422, "no-answers");
    whole("empty lines", "application/x-ndjson", "\n\n", 422, "no-answers");
    whole("body of 1 MiB and a byte", JSON, " ".repeat(MIB + 1), 413, "too-large");
    whole("body of 5 MiB", JSON, "x".repeat(5 * MIB), 413, "too-large");
    whole("501 answers", JSON, "[" + "{},".repeat(500) + "{}]", 413, "too-large");
    whole("501 lines", "application/x-ndjson", "{}\n".repeat(501), 413, "too-large");
    whole("no Content-Type", "", answer("a").json(), 415, "unsupported-media-type");
    whole("form", "application/x-www-form-urlencoded", "text=t", 415, "unsupported-media-type");
    whole("plain text", "text/plain", answer("a").json(), 415, "unsupported-media-type");
    whole("other JSON", "application/ld+json", answer("a").json(), 415, "unsupported-media-type");
    whole(
        "JSON in Latin 1",
        "application/json; charset=iso-8859-1",
        answer("a").json(),
        415,
        "unsupported-media-type");

    whole(
        "Latin 1 after another",
        "application/json;v=1;charset=latin1",
        answer("a").json(),
        415,
        "unsupported-media-type");
    whole("only a semicolon", ";", answer("a").json(), 415, "unsupported-media-type");

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
    item("item of almost 1 MB", answer("a").with("text", "x".repeat(1_000_000)).json(), "");
    item("item of 64 KiB and a byte", sized(answer("a"), 65_537), "");
    item("item above 64 KiB of two-byte letters", sized(answer("a"), "é", 33_000), "");
    item("large item in an array", "[" + sized(answer("a"), 70_000) + "]", "/0");
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

    // Bytes that are not UTF-8, and marks in odd places
    bytes("Latin 1 text", ANSWERS, JSON, latin1(answer("a").with("text", "café").json()));
    bytes("Latin 1 name", ANSWERS, JSON, latin1(answer("a").with("café", 1).json()));
    bytes("overlong slash", ANSWERS, JSON, "7b22", "c0af", "22");
    bytes("surrogate in UTF-8", ANSWERS, JSON, "7b22", "eda080", "22");
    bytes("beyond Unicode", ANSWERS, JSON, "22", "f4908080", "22");
    bytes("cut character at the end", ANSWERS, JSON, "22", "e282");
    bytes("lone continuation byte", EVENTS, EVENT, "7b", "80", "7d");
    bytes("lone continuation byte", XAPI, JSON, "7b", "bf", "7d");
    bytes("0xff", EVENTS, BATCH, "5b", "ff", "5d");
    whole("two byte order marks", JSON, "\uFEFF\uFEFF" + answer("a").json(), 400, "malformed-json");
    whole("mark between items", JSON, "[{},\uFEFF{}]", 400, "malformed-json");
    whole("mark at the end", JSON, answer("a").json() + "\uFEFF", 400, "malformed-json");
    whole("mark within an object", JSON, "{\uFEFF}", 400, "malformed-json");
    item("mark in a name", "{\"\uFEFFtext\":1}", "/\uFEFFtext", "/candidateRef", "/text");

    // Compression
    gzip("not gzip", ANSWERS, JSON, ascii(answer("a").json()), 400, "malformed-gzip");
    gzip("nothing", ANSWERS, JSON, new byte[0], 400, "malformed-gzip");
    gzip("only the magic number", ANSWERS, JSON, hex("1f8b"), 400, "malformed-gzip");
    gzip("cut off in its header", ANSWERS, JSON, cut(zip("{}"), 9), 400, "malformed-gzip");
    gzip("cut off in its middle", ANSWERS, JSON, cut(zip("{}"), 12), 400, "malformed-gzip");
    gzip("cut off in its trailer", EVENTS, EVENT, cut(zip("{}"), 19), 400, "malformed-gzip");
    gzip("without its trailer", XAPI, JSON, cut(zip("{}"), 14), 400, "malformed-gzip");
    gzip("wrong checksum", ANSWERS, JSON, flipped(zip("{}"), 13), 400, "malformed-gzip");
    gzip("wrong length", EVENTS, LINES, flipped(zip("{}"), 19), 400, "malformed-gzip");
    gzip("damaged data", ANSWERS, JSON, flipped(zip("{}"), 10), 400, "malformed-gzip");
    gzip("unknown method", ANSWERS, JSON, flipped(zip("{}"), 2), 400, "malformed-gzip");
    gzip("rubbish after it", ANSWERS, JSON, joined(zip("{}"), hex("00ff")), 400, "malformed-gzip");
    gzip(
        "half a second member",
        XAPI,
        JSON,
        joined(zip("{}"), hex("1f8b08")),
        400,
        "malformed-gzip");
    gzip("zlib", ANSWERS, JSON, hex("789caba6050000ff00fe"), 400, "malformed-gzip");
    gzip("gzip in gzip", ANSWERS, JSON, zip(zip("{}")), 400, "invalid-utf8");
    gzip("empty body inside", ANSWERS, JSON, zip(""), 400, "malformed-json");
    gzip("text inside", EVENTS, EVENT, zip(SECRET), 400, "malformed-json");
    gzip("bomb of 100 MiB", ANSWERS, JSON, bomb(" "), 413, "too-large");
    gzip("bomb of 100 MiB", EVENTS, LINES, bomb("\n"), 413, "too-large");
    gzip("bomb of 100 MiB", XAPI, JSON, bomb("["), 413, "too-large");
    gzip("1 MiB and a byte inside", EVENTS, EVENT, zip(" ".repeat(MIB + 1)), 413, "too-large");
    gzip("depth bomb inside", XAPI, JSON, zip("[".repeat(900_000)), 400, "malformed-json");
    encoded("gzip twice", ANSWERS, "gzip, gzip");
    encoded("gzip and identity", ANSWERS, "gzip, identity");
    encoded("deflate", ANSWERS, "deflate");
    encoded("brotli", EVENTS, "br");
    encoded("zstandard", XAPI, "zstd");
    encoded("nonsense", XAPI, "gzip;q=1");

    // Events as a whole
    at(EVENTS, "empty body", EVENT, "", 400, "malformed-json");
    at(EVENTS, "empty batch", BATCH, "[]", 422, "no-answers");
    at(EVENTS, "no lines", LINES, "\n \n", 422, "no-answers");
    at(EVENTS, "cut off event", EVENT, "{\"id\": \"" + SECRET, 400, "malformed-json");
    at(EVENTS, "depth bomb in data", EVENT, "{\"data\":".repeat(300), 400, "malformed-json");
    at(
        EVENTS,
        "depth bomb in an extension",
        EVENT,
        "{\"x\":" + "[".repeat(300),
        400,
        "malformed-json");
    at(EVENTS, "501 events", BATCH, "[" + "{},".repeat(500) + "{}]", 413, "too-large");
    at(EVENTS, "501 lines", LINES, "{}\n".repeat(501), 413, "too-large");
    at(EVENTS, "more than 1 MiB", EVENT, " ".repeat(MIB + 1), 413, "too-large");
    at(EVENTS, "no Content-Type", "", event("e").json(), 415, "unsupported-media-type");
    at(
        EVENTS,
        "plain JSON without headers",
        JSON,
        event("e").json(),
        415,
        "unsupported-media-type");
    at(EVENTS, "Avro events", EVENT_TYPE + "+avro", "x", 415, "unsupported-media-type");
    at(EVENTS, "XML events", EVENT_TYPE + "+xml", "<x/>", 415, "unsupported-media-type");
    at(EVENTS, "events in UTF-16", EVENT + ";charset=utf-16", "{}", 415, "unsupported-media-type");

    // Single events
    of(EVENTS, "array as an event", EVENT, "[" + event("e").json() + "]", "");
    of(EVENTS, "event as a batch", BATCH, event("e").json(), "");
    of(EVENTS, "text as an event", EVENT, "\"" + SECRET + "\"", "");
    of(EVENTS, "number in a batch", BATCH, "[1]", "/0");
    of(EVENTS, "batch in a batch", BATCH, "[[]]", "/0");
    of(EVENTS, "line that is no JSON", LINES, SECRET, "/0");
    of(EVENTS, "line that is an array", LINES, "[{}]", "/0");
    of(EVENTS, "large event in a batch", BATCH, "[" + large(event("e"), "/data/text") + "]", "/0");
    of(EVENTS, "large extension", EVENT, large(event("e"), "/extra"), "");
    of(EVENTS, "empty event", EVENT, "{}", "/specversion", "/type", "/id", "/source", "/data");
    of(
        EVENTS,
        "plain answer",
        EVENT,
        answer("e").json(),
        "/specversion",
        "/type",
        "/source",
        "/data");
    eventWith("no specversion", "/specversion", "null", "/specversion");
    eventWith("old specversion", "/specversion", "\"0.3\"", "/specversion");
    eventWith("later specversion", "/specversion", "\"1.1\"", "/specversion");
    eventWith("number as specversion", "/specversion", "1.0", "/specversion");
    eventWith("no type", "/type", "null", "/type");
    eventWith("other type", "/type", "\"com.example.created\"", "/type");
    eventWith("type in capitals", "/type", "\"DEV.starstream.answer.submitted.v1\"", "/type");
    eventWith("object as type", "/type", "{}", "/type");
    eventWith("no id", "/id", "null", "/id");
    eventWith("empty id", "/id", "\"\"", "/id");
    eventWith("number as id", "/id", "4711", "/id");
    eventWith("long id", "/id", "\"" + "i".repeat(201) + "\"", "/id");
    eventWith("NUL in id", "/id", "\"a\\u0000\"", "/id");
    eventWith("lone surrogate in id", "/id", "\"\\ud800\"", "/id");
    eventWith("no source", "/source", "null", "/source");
    eventWith("empty source", "/source", "\"\"", "/source");
    eventWith("source with blanks", "/source", "\"my coach app\"", "/source");
    eventWith("broken percent in source", "/source", "\"a%zz\"", "/source");
    eventWith("array as source", "/source", "[\"a\"]", "/source");
    eventWith("long source", "/source", "\"" + "s".repeat(201) + "\"", "/source");
    eventWith("number as time", "/time", "1795255200", "/time");
    eventWith("time without offset", "/time", "\"2026-11-21T09:00:00\"", "/time");
    eventWith("time in the future", "/time", "\"2027-01-01T00:00:00Z\"", "/time");
    eventWith("time in words", "/time", "\"yesterday\"", "/time");
    eventWith("number as subject", "/subject", "5", "/subject");
    eventWith("text as data", "/data", "\"" + SECRET + "\"", "/data");
    eventWith("array as data", "/data", "[{}]", "/data");
    eventWith("no data", "/data", "null", "/data");
    eventWith("empty data", "/data", "{}", "/data/candidateRef", "/data/text");
    eventWith("base64 beside data", "/data_base64", "\"e30=\"", "/data_base64");
    of(
        EVENTS,
        "base64 alone",
        EVENT,
        event("e").without("/data").with("/data_base64", "\"e30=\"").json(),
        "/data_base64");
    eventWith("XML data", "/datacontenttype", "\"application/xml\"", "/datacontenttype");
    eventWith("number as datacontenttype", "/datacontenttype", "1", "/datacontenttype");
    eventWith("other id in data", "/data/id", "\"other\"", "/data/id");
    eventWith("number as id in data", "/data/id", "1", "/data/id");
    eventWith("other source in data", "/data/source", "\"other\"", "/data/source");
    eventWith("no text", "/data/text", "null", "/data/text");
    eventWith("number as text", "/data/text", "1", "/data/text");
    eventWith("huge attempt", "/data/attemptNo", "9".repeat(5000), "/data/attemptNo");
    eventWith("huge exponent", "/data/attemptNo", "1e999999999", "/data/attemptNo");
    eventWith("unknown field", "/data/answer", "\"" + SECRET + "\"", "/data/answer");
    eventWith("unknown question", "/data/questionId", "\"no_such\"", "/data/questionId");
    eventWith("bad level", "/data/level", "\"boss\"", "/data/level");
    eventWith("tenant in data", "/data/tenantId", "\"other\"", "/data/tenantId");
    of(
        EVENTS,
        "blank subject",
        EVENT,
        event("e").without("/data/candidateRef").with("/subject", "\" \"").json(),
        "/subject");
    twice(EVENTS, "id twice", EVENT, event("e").json(), "\"id\":\"x\"", "/id");
    twice(
        EVENTS,
        "data twice",
        EVENT,
        event("e").json(),
        "\"data\":{}",
        "/data",
        "/data/candidateRef",
        "/data/text");
    of(
        EVENTS,
        "text twice in data",
        EVENT,
        event("e").json().replace("\"candidateRef\"", "\"text\":\"t\",\"candidateRef\""),
        "/data/text");
    of(
        EVENTS,
        "all of the envelope",
        EVENT,
        "{\"specversion\":1,\"type\":1,\"id\":1,\"source\":1,\"data\":1}",
        "/specversion",
        "/type",
        "/id",
        "/source",
        "/data");

    // Binary events: pointers as in a structured one
    binary("no ce-id", "ce-id", "", "{}", "/id", "/data/candidateRef", "/data/text");
    binary("no ce-type", "ce-type", "", GOOD, "/type");
    binary("no ce-source", "ce-source", "", GOOD, "/source");
    binary("no ce-specversion", "ce-specversion", "", GOOD, "/specversion");
    binary("old version", "ce-specversion", "0.3", GOOD, "/specversion");
    binary("other type", "ce-type", "com.example.created", GOOD, "/type");
    binary("percent without digits", "ce-id", "100%", GOOD, "/id");
    binary("percent with one digit", "ce-id", "%4", GOOD, "/id");
    binary("percent with other digits", "ce-id", "%+1", GOOD, "/id");
    binary("overlong encoding", "ce-subject", "%C0%A0", GOOD, "/subject");
    binary("cut encoding", "ce-id", "%E2%82", GOOD, "/id");
    binary("encoded NUL", "ce-id", "a%00b", GOOD, "/id");
    binary("encoded line end", "ce-id", "a%0d%0aSet-Cookie:x", GOOD, "/id");
    binary("quote that is not closed", "ce-id", "\"a", GOOD, "/id");
    binary("escape that is not closed", "ce-id", "\"a\\\"", GOOD, "/id");
    binary("quote within quotes", "ce-id", "\"a\"b\"", GOOD, "/id");
    binary("bad time", "ce-time", "now", GOOD, "/time");
    binary("array as body", "ce-id", "b", "[]", "/data");
    binary("text as body", "ce-id", "b", "\"" + SECRET + "\"", "/data");
    binary("number as text", "ce-id", "b", "{\"candidateRef\":\"c\",\"text\":1}", "/data/text");
    binary(
        "envelope as body",
        "ce-id",
        "b",
        "{\"data\":{}}",
        "/data/data",
        "/data/candidateRef",
        "/data/text");
    binary("large body", "ce-id", "b", "{\"text\":\"" + "x".repeat(70_000) + "\"}", "");
    TABLE.add(
        new Bad(
            "binary without a body",
            EVENTS,
            CE_HEADERS,
            new byte[0],
            400,
            "malformed-json",
            List.of()));

    // Statements as a whole
    at(XAPI, "empty body", JSON, "", 400, "malformed-json");
    at(XAPI, "no statements", JSON, "[]", 422, "no-answers");
    at(
        XAPI,
        "cut off statement",
        JSON,
        "{\"actor\": {\"name\": \"" + SECRET,
        400,
        "malformed-json");
    at(XAPI, "depth bomb in the actor", JSON, "{\"actor\":".repeat(300), 400, "malformed-json");
    at(
        XAPI,
        "depth bomb in what is ignored",
        JSON,
        "{\"x\":" + "[".repeat(300),
        400,
        "malformed-json");
    at(XAPI, "501 statements", JSON, "[" + "{},".repeat(500) + "{}]", 413, "too-large");
    at(XAPI, "more than 1 MiB", JSON, " ".repeat(MIB + 1), 413, "too-large");
    at(
        XAPI,
        "with attachments",
        "multipart/mixed; boundary=x",
        "--x",
        415,
        "unsupported-media-type");
    at(XAPI, "lines", LINES, statement(1).json(), 415, "unsupported-media-type");
    at(
        XAPI,
        "as a form",
        "application/x-www-form-urlencoded",
        "content=x",
        415,
        "unsupported-media-type");

    // Single statements
    of(XAPI, "text", JSON, "\"" + SECRET + "\"", "");
    of(XAPI, "array in an array", JSON, "[[]]", "/0");
    of(XAPI, "large statement", JSON, "[" + large(statement(1), "/result/response") + "]", "/0");
    of(XAPI, "empty statement", JSON, "{}", "/verb/id");
    of(XAPI, "plain answer", JSON, answer("a").json(), "/verb/id");
    of(XAPI, "statement result", JSON, "{\"statements\":[],\"more\":\"\"}", "/verb/id");
    of(
        XAPI,
        "only a verb",
        JSON,
        "{\"verb\":{\"id\":\"" + XapiStatement.ANSWERED + "\"}}",
        "/object/id",
        "/actor/account/name",
        "/result/response");
    statementWith(
        "other verb", "/verb/id", "\"http://adlnet.gov/expapi/verbs/completed\"", "/verb/id");
    statementWith(
        "verb over https", "/verb/id", "\"https://adlnet.gov/expapi/verbs/answered\"", "/verb/id");
    statementWith("voiding", "/verb/id", "\"http://adlnet.gov/expapi/verbs/voided\"", "/verb/id");
    statementWith("text as verb", "/verb", "\"answered\"", "/verb");
    statementWith("array as verb", "/verb", "[]", "/verb");
    statementWith("no verb", "/verb", "null", "/verb/id");
    statementWith("number as verb id", "/verb/id", "1", "/verb/id");
    statementWith("id that is no UUID", "/id", "\"17\"", "/id");
    statementWith("UUID in braces", "/id", "\"{00000000-0000-4000-0000-000000000001}\"", "/id");
    statementWith("number as id", "/id", "17", "/id");
    statementWith("number as timestamp", "/timestamp", "1795255200", "/timestamp");
    statementWith(
        "timestamp without offset", "/timestamp", "\"2026-11-21T09:00:00\"", "/timestamp");
    statementWith(
        "timestamp in the future", "/timestamp", "\"2027-01-01T00:00:00Z\"", "/timestamp");
    statementWith("no actor", "/actor", "null", "/actor/account/name");
    statementWith("text as actor", "/actor", "\"" + SECRET + "\"", "/actor");
    statementWith("group", "/actor/objectType", "\"Group\"", "/actor/objectType");
    statementWith(
        "group without a name",
        "/actor",
        "{\"objectType\":\"Group\",\"member\":[]}",
        "/actor/objectType");
    statementWith("number as actor type", "/actor/objectType", "1", "/actor/objectType");
    statementWith(
        "mail address",
        "/actor",
        "{\"mbox\":\"mailto:" + SECRET + "@example.org\"}",
        "/actor/mbox");
    statementWith(
        "mail address beside account", "/actor/mbox", "\"mailto:" + SECRET + "\"", "/actor/mbox");
    statementWith("open id", "/actor", "{\"openid\":\"https://" + SECRET + "\"}", "/actor/openid");
    statementWith("only a name", "/actor", "{\"name\":\"" + SECRET + "\"}", "/actor/account/name");
    statementWith("bad hash", "/actor", "{\"mbox_sha1sum\":\"abc\"}", "/actor/mbox_sha1sum");
    statementWith("number as hash", "/actor", "{\"mbox_sha1sum\":12}", "/actor/mbox_sha1sum");
    statementWith("two identifiers", "/actor/mbox_sha1sum", "\"" + "a".repeat(40) + "\"", "/actor");
    statementWith("text as account", "/actor/account", "\"" + SECRET + "\"", "/actor/account");
    statementWith(
        "empty account", "/actor/account", "{}", "/actor/account/homePage", "/actor/account/name");
    statementWith("no home page", "/actor/account", "{\"name\":\"c\"}", "/actor/account/homePage");
    statementWith("no account name", "/actor/account/name", "null", "/actor/account/name");
    statementWith("blank account name", "/actor/account/name", "\" \"", "/actor/account/name");
    statementWith("number as account name", "/actor/account/name", "5", "/actor/account/name");
    statementWith("no object", "/object", "null", "/object/id");
    statementWith("text as object", "/object", "\"x\"", "/object");
    statementWith("agent as object", "/object/objectType", "\"Agent\"", "/object/objectType");
    statementWith(
        "statement as object", "/object/objectType", "\"StatementRef\"", "/object/objectType");
    statementWith("no object id", "/object/id", "null", "/object/id");
    statementWith("number as object id", "/object/id", "1", "/object/id");
    statementWith(
        "choice",
        "/object/definition/interactionType",
        "\"choice\"",
        "/object/definition/interactionType");
    statementWith(
        "short text",
        "/object/definition/interactionType",
        "\"fill-in\"",
        "/object/definition/interactionType");
    statementWith("text as definition", "/object/definition", "\"x\"", "/object/definition");
    statementWith(
        "text as description",
        "/object/definition/description",
        "\"x\"",
        "/object/definition/description");
    statementWith("no result", "/result", "null", "/result/response");
    statementWith("text as result", "/result", "\"" + SECRET + "\"", "/result");
    statementWith("no response", "/result/response", "null", "/result/response");
    statementWith("blank response", "/result/response", "\" \"", "/result/response");
    statementWith(
        "long response", "/result/response", "\"" + "x".repeat(20_001) + "\"", "/result/response");
    statementWith("object as response", "/result/response", "{}", "/result/response");
    statementWith("NUL in response", "/result/response", "\"a\\u0000\"", "/result/response");
    statementWith(
        "lone surrogate in response", "/result/response", "\"\\udc00\"", "/result/response");
    statementWith("duration in words", "/result/duration", "\"90 s\"", "/result/duration");
    statementWith("duration in milliseconds", "/result/duration", "90000", "/result/duration");
    statementWith("duration of a month", "/result/duration", "\"P1M\"", "/result/duration");
    statementWith("negative duration", "/result/duration", "\"PT-5S\"", "/result/duration");
    statementWith("no time at all", "/result/duration", "\"PT0S\"", "/result/duration");
    statementWith("duration of two days", "/result/duration", "\"P2D\"", "/result/duration");
    statementWith(
        "duration beyond long",
        "/result/duration",
        "\"PT9223372036854775807H\"",
        "/result/duration");
    statementWith(
        "duration of many digits",
        "/result/duration",
        "\"PT" + "9".repeat(5000) + "S\"",
        "/result/duration");
    statementWith("text as context", "/context", "\"x\"", "/context");
    statementWith("number as language", "/context/language", "1", "/context/language");
    statementWith(
        "language in words", "/context/language", "\"plain english\"", "/context/language");
    statementWith("number as platform", "/context/platform", "1", "/context/platform");
    statementWith("array as extensions", "/context/extensions", "[]", "/context/extensions");
    statementWith("misspelt extension", EXTENSION + "compny", "\"aws\"", EXTENSION + "compny");
    statementWith("bad level", EXTENSION + "level", "\"boss\"", EXTENSION + "level");
    statementWith("attempt as text", EXTENSION + "attempt", "\"1\"", EXTENSION + "attempt");
    statementWith("huge attempt", EXTENSION + "attempt", "9".repeat(5000), EXTENSION + "attempt");
    statementWith(
        "unknown question", EXTENSION + "questionId", "\"no_such\"", EXTENSION + "questionId");
    statementWith(
        "number as candidate", EXTENSION + "candidateRef", "1", EXTENSION + "candidateRef");
    statementWith("object as modality", EXTENSION + "modality", "{}", EXTENSION + "modality");
    twice(
        XAPI,
        "verb twice",
        JSON,
        statement(1).json(),
        "\"verb\":{\"id\":\"http://adlnet.gov/expapi/verbs/answered\"}",
        "/verb");
    of(
        XAPI,
        "response twice",
        JSON,
        statement(1).json().replace("\"response\"", "\"response\":\"t\",\"response\""),
        "/result/response");
    of(
        XAPI,
        "all at once",
        JSON,
        statement(1)
            .with("/id", "\"x\"")
            .with("/actor/account/name", "1")
            .with("/result/response", "1")
            .with("/context/language", "1")
            .json(),
        "/id",
        "/actor/account/name",
        "/context/language",
        "/result/response");
  }

  private static void add(
      String name, String path, String contentType, byte[] body, int status, String type) {
    Map<String, String> headers =
        contentType.isEmpty() ? Map.of() : Map.of("Content-Type", contentType);
    TABLE.add(new Bad(name, path, headers, body, status, type, List.of()));
  }

  private static void at(
      String path, String name, String contentType, String body, int status, String type) {
    add(name, path, contentType, body.getBytes(UTF_8), status, type);
  }

  private static void whole(String name, String contentType, String body, int status, String type) {
    at(ANSWERS, name, contentType, body, status, type);
  }

  private static void of(
      String path, String name, String contentType, String body, String... pointers) {
    TABLE.add(
        new Bad(
            name,
            path,
            Map.of("Content-Type", contentType),
            body.getBytes(UTF_8),
            422,
            "refused",
            List.of(pointers)));
  }

  private static void item(String name, String json, String... pointers) {
    of(ANSWERS, name, JSON, json, pointers);
  }

  private static void field(String name, String field, String rawValue) {
    item(name, answer("bad").withRaw(field, rawValue).json(), "/" + field);
  }

  private static void eventWith(String name, String changed, String rawValue, String... pointers) {
    of(EVENTS, name, EVENT, event("e").with(changed, rawValue).json(), pointers);
  }

  private static void statementWith(
      String name, String changed, String rawValue, String... pointers) {
    of(XAPI, name, JSON, statement(1).with(changed, rawValue).json(), pointers);
  }

  /** A member that is there before the good one of the same name. */
  private static void twice(
      String path, String name, String type, String json, String member, String... pointers) {
    of(path, name, type, "{" + member + "," + json.substring(1), pointers);
  }

  private static void binary(
      String name, String header, String value, String body, String... pointers) {
    var headers = new HashMap<>(CE_HEADERS);
    headers.put(header, value);
    headers.values().remove("");
    TABLE.add(
        new Bad(name, EVENTS, headers, body.getBytes(UTF_8), 422, "refused", List.of(pointers)));
  }

  private static void bytes(String name, String path, String contentType, String... hex) {
    bytes(name, path, contentType, hex(String.join("", hex)));
  }

  private static void bytes(String name, String path, String contentType, byte[] body) {
    add(name, path, contentType, body, 400, "invalid-utf8");
  }

  private static void gzip(
      String name, String path, String contentType, byte[] body, int status, String type) {
    var headers = Map.of("Content-Type", contentType, "Content-Encoding", "gzip");
    TABLE.add(new Bad("gzip: " + name, path, headers, body, status, type, List.of()));
  }

  private static void encoded(String name, String path, String encoding) {
    var headers =
        Map.of("Content-Type", path.equals(EVENTS) ? EVENT : JSON, "Content-Encoding", encoding);
    TABLE.add(new Bad(name, path, headers, zip("{}"), 415, "unsupported-encoding", List.of()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] zip(String text) {
    return zip(text.getBytes(UTF_8));
  }

  static byte[] zip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  /** 100 MiB of a character. */
  private static byte[] bomb(String character) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      var piece = character.repeat(MIB).getBytes(UTF_8);
      for (int i = 0; i < 100; i++) {
        gzip.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  private static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] flipped(byte[] bytes, int index) {
    bytes[index] ^= (byte) 0xff;
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  private static String sized(Answers answer, int bytes) {
    return sized(answer, "x", bytes - answer.with("text", "").json().length());
  }

  private static String sized(Answers answer, String letter, int letters) {
    return answer.with("text", letter.repeat(letters)).json();
  }

  private static String large(Documents document, String pointer) {
    return document.with(pointer, "\"" + "x".repeat(70_000) + "\"").json();
  }

  private BadRequests() {}
}
