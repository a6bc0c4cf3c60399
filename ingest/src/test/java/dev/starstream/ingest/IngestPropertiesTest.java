package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.events.AnswerSubmitted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/** Whatever comes in: an exact answer, the neighbours unharmed, and the server still there. */
class IngestPropertiesTest {

  private static final AtomicInteger NEXT_ID = new AtomicInteger();
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

  @Property(tries = 300)
  void arbitraryBytes_areAClientError(@ForAll byte[] bytes) {
    // When
    var reply = server.post("application/json", bytes);

    // Then
    assertThat(reply.status()).isIn(400, 422);
    assertThat(server.post(answer(newId()).json()).status()).isEqualTo(202);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void arbitraryJsonAmongAnswers_leavesThemUnharmed(@ForAll("json") JsonNode node) {
    // Given
    var first = answer(newId()).json();
    var last = answer(newId()).json();

    // When
    var reply = server.post("[" + first + "," + node + "," + last + "]");

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).isNotEmpty().allMatch(pointer -> pointer.startsWith("/1"));
  }

  @Property(tries = 300)
  void arbitraryLineAmongAnswers_leavesThemUnharmed(@ForAll("lines") byte[] line)
      throws IOException {
    // Given
    var body = new ByteArrayOutputStream();
    body.write((answer(newId()).json() + "\n").getBytes(UTF_8));
    body.write(line);
    body.write(("\n" + answer(newId()).json()).getBytes(UTF_8));

    // When
    var reply = server.post("application/x-ndjson", body.toByteArray());

    // Then
    assertThat(reply.body().get("accepted").asInt()).isEqualTo(2);
    assertThat(reply.statuses()).startsWith("accepted").endsWith("accepted");
    assertThat(reply.statuses()).hasSizeLessThanOrEqualTo(3);
  }

  @Property(tries = 300)
  void arbitraryCsvRecords_leaveTheirNeighboursUnharmed(@ForAll("lines") byte[] line)
      throws IOException {
    // Given: whatever the line opens, the two good records are their own lines
    var topic = new InMemoryTopic();
    var csv = new ByteArrayOutputStream();
    csv.write("id,candidateRef,text\nfirst,c,t\n".getBytes(UTF_8));
    csv.write(line);
    csv.write("\nmiddle,c,\"t\"\nlast,c,\"t\"\n".getBytes(UTF_8));

    // When
    var refusals = new ArrayList<AnswerImport.RefusedRecord>();
    try (var file = AnswerFile.of(new ByteArrayInputStream(csv.toByteArray()), "a.csv")) {
      new AnswerImport(Answers.parser(), new AnswerIntake(topic.publisher(), 10), Duration.ZERO)
          .run(file, refusals::add, counts -> {});
    }

    // Then
    assertThat(topic.answers()).extracting(AnswerSubmitted::getEventId).contains("first", "last");
    assertThat(refusals).hasSizeLessThanOrEqualTo(2);
  }

  @Property(tries = 500)
  void acceptedAnswer_isTheSameAfterAvro(@ForAll("answers") String json) throws IOException {
    // Given
    var parsed = Answers.parser().parse(json);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    var answer = ((Parsed.Accepted) parsed).answer();

    // When
    var decoder = DecoderFactory.get().binaryDecoder(InMemoryTopic.avro(answer), null);
    var again = new SpecificDatumReader<>(AnswerSubmitted.class).read(null, decoder);

    // Then
    assertThat(again).isEqualTo(answer);
    var sent = new ObjectMapper().readTree(json);
    assertThat(again.getText()).isEqualTo(sent.get("text").asText());
    assertThat(again.getCandidateRef()).isEqualTo(sent.get("candidateRef").asText());
  }

  @Provide
  Arbitrary<byte[]> lines() {
    var bytes = Arbitraries.bytes().filter(b -> b != '\n');
    var structural = Arbitraries.of((byte) '"', (byte) ',', (byte) '{', (byte) '\r', (byte) ' ');
    return Arbitraries.oneOf(bytes, structural).array(byte[].class).ofMaxSize(60);
  }

  /** Any JSON but an acceptable answer: an object of it always has the unknown field "x". */
  @Provide
  Arbitrary<JsonNode> json() {
    return node(3);
  }

  private Arbitrary<JsonNode> node(int depth) {
    var json = JsonNodeFactory.instance;
    var leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(30).map(json::textNode).map(JsonNode.class::cast),
            Arbitraries.longs().map(json::numberNode).map(JsonNode.class::cast),
            Arbitraries.bigDecimals().map(json::numberNode).map(JsonNode.class::cast),
            Arbitraries.of(true, false).map(json::booleanNode),
            Arbitraries.just(json.nullNode()));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> arrays = node(depth - 1).list().ofMaxSize(4).map(this::array);
    var names =
        Arbitraries.oneOf(
            Arbitraries.of("id", "text", "candidateRef", "level", "submittedAt", "company"),
            Arbitraries.strings().ascii().ofMaxLength(10));
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(names, node(depth - 1))
            .ofMaxSize(6)
            .map(
                fields -> {
                  var object = json.objectNode();
                  fields.forEach(object::set);
                  return object.put("x", 1);
                });
    return Arbitraries.oneOf(leaves, arrays, objects);
  }

  private JsonNode array(List<JsonNode> nodes) {
    return JsonNodeFactory.instance.arrayNode().addAll(nodes);
  }

  @Provide
  Arbitrary<String> answers() {
    // Any character that UTF-8 can carry, but NUL; ids without control characters.
    var character = Arbitraries.strings().all().excludeChars('\0').ofMaxLength(300);
    var texts = character.filter(text -> !text.isBlank() && Unicode.loneSurrogate(text) < 0);
    var ids =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('\u00a1', '\u04ff')
            .ofMinLength(1)
            .ofMaxLength(200)
            .filter(id -> !id.isBlank());
    var levels = Arbitraries.of("junior", "mid", "senior", "staff");
    var attempts = Arbitraries.integers().between(1, 1000);
    var durations = Arbitraries.longs().between(1, 86_400_000);
    var companies = Arbitraries.of("amazon", "AWS", "Some Company", "新会社");
    var times =
        Arbitraries.of(
            "2026-11-20T10:00:00Z", "2026-01-01T23:59:59.999999999-11:45", "2020-02-29 00:00:00Z");
    return Combinators.combine(texts, ids, levels, attempts, durations, companies, times)
        .as(
            (text, id, level, attempt, duration, company, time) ->
                answer(id)
                    .with("candidateRef", id)
                    .with("text", text)
                    .with("level", level)
                    .with("attemptNo", attempt)
                    .with("durationMs", duration)
                    .with("company", company)
                    .with("submittedAt", time)
                    .json());
  }

  private static String newId() {
    return "p-" + NEXT_ID.incrementAndGet();
  }
}
