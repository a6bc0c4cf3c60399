package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static dev.starstream.ingest.BadRequests.ANSWERS;
import static dev.starstream.ingest.BadRequests.EVENTS;
import static dev.starstream.ingest.BadRequests.XAPI;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.ingest.JsonItems.Body;
import dev.starstream.ingest.JsonItems.Form;
import dev.starstream.ingest.JsonItems.Item;
import dev.starstream.ingest.JsonItems.Members;
import dev.starstream.ingest.RawAnswer.Value;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Good documents of every format, damaged at random: read or refused, and never a surprise. */
class FormatsPropertiesTest {

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-0",
    "\"id\":",
    "\"data\":{}",
    "\"text\":\"t\"",
    "\"verb\":",
    "\"actor\":[",
    "{}",
    "\uFEFF",
    "\n",
    "%"
  };

  private static final InMemoryTopic TOPIC = new InMemoryTopic();
  private static TestServer server;

  @BeforeContainer
  static void start() {
    server = new TestServer(TOPIC);
  }

  @AfterContainer
  static void stop() {
    server.close();
  }

  @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
  void damagedDocument_isReadOrRefused(@ForAll("formats") String path, @ForAll long seed) {
    // Given
    var random = new Random(seed);
    var text = Unicode.decode(damaged(document(path, random).getBytes(UTF_8), random));
    var form = form(path);

    // When
    var body = JsonItems.read(text, form.shape(), 500, 64 * 1024);
    var items =
        body instanceof Body.Many many
            ? many.items()
            : body instanceof Body.One one ? List.of(one.item()) : List.<Item>of();
    var parsed =
        items.stream().map(item -> Answers.parser().parse(form.answer(item), "/7")).toList();

    // Then
    for (var result : parsed) {
      if (result instanceof Parsed.Refused refused) {
        assertThat(refused.problems()).hasSizeBetween(1, 41);
        assertThat(refused.problems()).allMatch(problem -> problem.pointer().startsWith("/7"));
      } else {
        assertThat(((Parsed.Accepted) result).answer().getText()).isNotBlank();
      }
    }
  }

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void damagedRequest_isAnsweredAndNeverFails(@ForAll("formats") String path, @ForAll long seed) {
    // Given
    var random = new Random(seed);
    var body = damaged(document(path, random).getBytes(UTF_8), random);
    var headers = Map.of("Content-Type", type(path, random));

    // When
    var reply = server.post(path, headers, body);

    // Then
    assertThat(reply.status()).isIn(202, 207, 400, 409, 413, 415, 422);
  }

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void damagedGzip_isNeverReadAsSomethingElse(@ForAll("formats") String path, @ForAll long seed) {
    // Given: damage anywhere but in the header's time, system and flags, which say nothing
    var random = new Random(seed);
    var zipped = BadRequests.zip(one(path, random.nextLong()).getBytes(UTF_8));
    int at = 10 + random.nextInt(zipped.length - 10);
    zipped[at] ^= (byte) (1 << random.nextInt(8));
    var headers =
        Map.of("Content-Type", path.equals(EVENTS) ? EVENT : JSON, "Content-Encoding", "gzip");

    // When
    var reply = server.post(path, headers, zipped);

    // Then: only the unused bits after the data may change without harm
    if (reply.status() == 400) {
      assertThat(reply.body().get("type").asText()).endsWith(":malformed-gzip");
    } else {
      assertThat(reply.status()).isEqualTo(202);
      var answers = TOPIC.answers();
      assertThat(answers.get(answers.size() - 1).getText()).isEqualTo(Documents.TEXT);
    }
  }

  @Property(tries = 1000)
  void anyHeader_isReadOrNamed(@ForAll String value, @ForAll("attributes") String name) {
    // When
    var headers =
        CloudEventHeaders.read(asked -> asked.equals("ce-" + name) ? List.of(value) : List.of());
    var raw = CloudEvent.binary(headers, new Item.One(new Members(Map.of(), Map.of(), List.of())));

    // Then
    assertThat(headers.attributes().size() + headers.problems().size()).isOne();
    assertThat(Answers.parser().parse(raw, "")).isInstanceOf(Parsed.Refused.class);
  }

  @Property(tries = 1000)
  void encodedHeader_isDecodedToWhatItWas(@ForAll @From("unicode") String subject) {
    // Given
    var encoded = new StringBuilder();
    for (byte b : subject.getBytes(UTF_8)) {
      encoded.append(
          b > ' ' && b < 127 && b != '"' && b != '%' ? (char) b + "" : "%%%02x".formatted(b));
    }

    // When
    var headers =
        CloudEventHeaders.read(
            name -> name.equals("ce-subject") ? List.of(encoded.toString()) : List.of());

    // Then
    assertThat(headers.attributes()).isEqualTo(Map.of("subject", new Value.Text(subject)));
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of(ANSWERS, EVENTS, XAPI);
  }

  @Provide
  Arbitrary<String> attributes() {
    return Arbitraries.of("specversion", "type", "id", "source", "time", "subject");
  }

  @Provide
  Arbitrary<String> unicode() {
    return Arbitraries.strings().all().filter(text -> Unicode.loneSurrogate(text) < 0);
  }

  private static final String JSON = "application/json";
  private static final String EVENT = "application/cloudevents+json";

  private static Form form(String path) {
    return switch (path) {
      case ANSWERS -> JsonAnswers.FORM;
      case EVENTS -> CloudEvent.FORM;
      default -> XapiStatement.FORM;
    };
  }

  private static String type(String path, Random random) {
    return path.equals(EVENTS)
        ? List.of(EVENT, "application/cloudevents-batch+json", "application/x-ndjson")
            .get(random.nextInt(3))
        : JSON;
  }

  private static String document(String path, Random random) {
    var one = one(path, random.nextLong());
    return random.nextBoolean() ? one : "[" + one + "," + one + "]";
  }

  private static String one(String path, long id) {
    return switch (path) {
      case ANSWERS -> answer("fuzz-" + id).with("level", "senior").with("attemptNo", 2).json();
      case EVENTS ->
          Documents.event("fuzz-" + id)
              .with("/time", "\"2026-11-20T10:00:00Z\"")
              .with("/subject", "\"c\"")
              .json();
      default -> Documents.statement(id).json();
    };
  }

  /** One to four strokes: bytes changed, cut out, said twice, or pieces of JSON put in. */
  private static byte[] damaged(byte[] bytes, Random random) {
    var damaged = bytes;
    for (int strokes = 1 + random.nextInt(4); strokes > 0 && damaged.length > 1; strokes--) {
      int at = random.nextInt(damaged.length);
      int to = Math.min(damaged.length, at + 1 + random.nextInt(12));
      var out = new ByteArrayOutputStream();
      out.write(damaged, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> {
          out.write(random.nextInt(256));
          out.write(damaged, at + 1, damaged.length - at - 1);
        }
        case 1 -> out.write(damaged, to, damaged.length - to);
        case 2 -> {
          out.write(damaged, at, to - at);
          out.write(damaged, at, damaged.length - at);
        }
        default -> {
          out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(UTF_8));
          out.write(damaged, at, damaged.length - at);
        }
      }
      damaged = out.toByteArray();
    }
    return damaged;
  }
}
