package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The scorecard of every example answer, byte for byte. {@code mvn test -Dgolden.update=true}
 * writes the files anew; their diff is to be read before it is committed.
 */
class GoldenScorecardsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final JsonMapper JSON = new JsonMapper();

  @TestFactory
  Stream<DynamicTest> exampleAnswer_hasItsGoldenScorecard() {
    return ExampleAnswers.all().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.name(),
                    () -> {
                      String scored = scored(example.json());
                      Path file = GOLDEN.resolve(example.name() + ".json");
                      if (UPDATE) {
                        Files.writeString(file, scored);
                      }
                      assertThat(file).exists();
                      assertThat(scored).isEqualTo(Files.readString(file));
                    }));
  }

  @Test
  void everyGoldenFile_belongsToAnExample() throws IOException {
    // Given
    var examples = new TreeSet<String>();
    ExampleAnswers.all().forEach(example -> examples.add(example.name() + ".json"));

    // When
    var files = new TreeSet<String>();
    try (var listed = Files.list(GOLDEN)) {
      listed.forEach(file -> files.add(file.getFileName().toString()));
    }

    // Then
    assertThat(files).isEqualTo(examples);
  }

  private static String scored(String example) throws IOException {
    JsonNode json = JSON.readTree(example);
    Optional<Question> question =
        text(json, "questionId").map(id -> Scorers.CATALOGUE.question(id).orElseThrow());
    var answer =
        new Answer(
            json.get("text").asText(),
            text(json, "question"),
            text(json, "company"),
            text(json, "level").map(level -> Level.valueOf(level.toUpperCase(Locale.ROOT))),
            text(json, "modality").map("transcript"::equals).orElse(false)
                ? Modality.TRANSCRIPT
                : Modality.TEXT,
            json.has("durationMs")
                ? OptionalLong.of(json.get("durationMs").asLong())
                : OptionalLong.empty());
    Scorecard card = Scorers.SHIPPED.score(answer, question);
    ObjectNode golden = ScorecardJson.of(json.path("id").asText(), answer.text(), card);
    addWhatOnlyTheEventHolds(golden, card);
    var indented = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indented);
    printer.indentArraysWith(indented);
    return JSON.writer(printer).writeValueAsString(golden) + "\n";
  }

  /** Parts of the scorecard which go into the Avro record and not into the JSON contract. */
  private static void addWhatOnlyTheEventHolds(ObjectNode golden, Scorecard card) {
    golden.put("wordCount", card.wordCount());
    golden.put("fixGain", card.critique().fixGain());
    var measures = golden.putArray("measures");
    for (Scorecard.Metric metric : card.metrics()) {
      String value = metric.value().isPresent() ? "" + metric.value().getAsDouble() : "unknown";
      measures.add(value + " " + metric.unit().orElse("without unit"));
    }
    card.companyFocus()
        .ifPresent(
            focus ->
                golden
                    .putObject("companyFocus")
                    .put("company", focus.company())
                    .put("addressed", focus.addressed()));
    card.levelFit()
        .ifPresent(
            fit ->
                golden
                    .putObject("levelFit")
                    .put("asked", fit.asked().id())
                    .put("shown", fit.shown().id())
                    .put("fits", fit.fits()));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
  }
}
