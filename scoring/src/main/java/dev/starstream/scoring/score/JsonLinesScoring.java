package dev.starstream.scoring.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Scores JSON Lines: one answer a line in, one scorecard a line out, in the same order. A bad line
 * becomes a line {@code {"id","error"}} and the next one goes on. Blank lines are skipped. Fields
 * other than the contract's are ignored, so that labelled files can be scored as they are.
 */
public final class JsonLinesScoring {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final AnswerScorer scorer;
  private final QuestionCatalogue catalogue;

  public JsonLinesScoring(AnswerScorer scorer, QuestionCatalogue catalogue) {
    this.scorer = scorer;
    this.catalogue = catalogue;
  }

  /**
   * What became of a run.
   *
   * @param rejected lines that became an error line
   */
  public record Summary(int scored, int rejected) {}

  /** Scores every line; flushes when it has to wait and at the end, closes neither side. */
  public Summary score(Reader in, Writer out) throws IOException {
    var lines = in instanceof BufferedReader buffered ? buffered : new BufferedReader(in);
    int number = 0;
    int scored = 0;
    int rejected = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (number == 1 && line.startsWith("\ufeff")) {
        line = line.substring(1);
      }
      if (line.isBlank()) {
        continue;
      }
      ObjectNode answered = scoreLine(line, number);
      if (answered.has("error")) {
        rejected++;
      } else {
        scored++;
      }
      out.write(JSON.writeValueAsString(answered));
      out.write('\n');
      if (!lines.ready()) {
        // Whoever sends one line and waits for its score gets it.
        out.flush();
      }
    }
    out.flush();
    return new Summary(scored, rejected);
  }

  private ObjectNode scoreLine(String line, int number) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String column = place == null ? "" : ", column " + place.getColumnNr();
      return error(
          "line-" + number,
          "line "
              + number
              + column
              + ": "
              + e.getOriginalMessage()
              + " (expected: one JSON object)");
    }
    if (!json.isObject()) {
      return error(
          "line-" + number,
          "line " + number + ": " + typeOf(json) + " (expected: one JSON object)");
    }
    return scoreObject(json, number);
  }

  private ObjectNode scoreObject(JsonNode json, int number) {
    var problems = new ArrayList<String>();
    String id = id(json, number, problems);
    String text = text(json, "text", problems).orElse("");
    if (!json.hasNonNull("text")) {
      problems.add("/text: missing (expected: the answer as a string)");
    }
    Optional<String> questionId = text(json, "questionId", problems);
    Optional<String> questionText = text(json, "question", problems);
    Optional<String> company = text(json, "company", problems);
    Optional<Level> level = level(text(json, "level", problems), problems);
    Modality modality = modality(text(json, "modality", problems), problems);
    OptionalLong durationMs = durationMs(json, problems);
    Optional<Question> question = Optional.empty();
    if (questionId.isPresent()) {
      question = catalogue.question(questionId.get());
      if (question.isEmpty() && questionText.isEmpty()) {
        String nearest =
            catalogue
                .nearestQuestionId(questionId.get())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        problems.add(
            "/questionId: '"
                + shortened(questionId.get())
                + "' (expected: the id of a question in the catalogue"
                + nearest
                + ")");
      }
    } else if (questionText.isPresent()) {
      question = asked(questionText.get());
    }
    if (!problems.isEmpty()) {
      return error(id, "line " + number + ": " + String.join("; ", problems));
    }
    var answer = new Answer(text, questionText, company, level, modality, durationMs);
    return ScorecardJson.of(id, text, scorer.score(answer, question));
  }

  /** The catalogue's question with these words, if it is one of them. */
  private Optional<Question> asked(String text) {
    String wanted = text.strip();
    return catalogue.questions().stream()
        .filter(
            question ->
                question.text().equalsIgnoreCase(wanted)
                    || question.variants().stream().anyMatch(wanted::equalsIgnoreCase))
        .findFirst();
  }

  private static String id(JsonNode json, int number, List<String> problems) {
    JsonNode id = json.path("id");
    if (id.isTextual() || id.isIntegralNumber()) {
      return id.asText();
    }
    if (!id.isMissingNode() && !id.isNull()) {
      problems.add("/id: " + typeOf(id) + " (expected: a string)");
    }
    return "line-" + number;
  }

  private static Optional<String> text(JsonNode json, String field, List<String> problems) {
    JsonNode value = json.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      problems.add("/" + field + ": " + typeOf(value) + " (expected: a string)");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** The four levels, and the names that other sources use for them. */
  private static Optional<Level> level(Optional<String> name, List<String> problems) {
    if (name.isEmpty() || name.get().isBlank()) {
      return Optional.empty();
    }
    return switch (name.get().strip().toLowerCase(Locale.ROOT)) {
      case "unspecified" -> Optional.empty();
      case "junior", "entry", "intern", "graduate" -> Optional.of(Level.JUNIOR);
      case "mid", "intermediate" -> Optional.of(Level.MID);
      case "senior" -> Optional.of(Level.SENIOR);
      case "staff", "lead", "principal", "architect", "manager", "director", "executive" ->
          Optional.of(Level.STAFF);
      default -> {
        problems.add(
            "/level: '"
                + shortened(name.get())
                + "' (expected: one of junior, mid, senior, staff)");
        yield Optional.empty();
      }
    };
  }

  private static Modality modality(Optional<String> name, List<String> problems) {
    if (name.isEmpty()) {
      return Modality.TEXT;
    }
    return switch (name.get().toLowerCase(Locale.ROOT)) {
      case "text" -> Modality.TEXT;
      case "transcript" -> Modality.TRANSCRIPT;
      default -> {
        problems.add(
            "/modality: '" + shortened(name.get()) + "' (expected: one of text, transcript)");
        yield Modality.TEXT;
      }
    };
  }

  private static OptionalLong durationMs(JsonNode json, List<String> problems) {
    JsonNode value = json.path("durationMs");
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      problems.add(
          "/durationMs: "
              + shortened(value.toString())
              + " (expected: a whole number of milliseconds, 0 or more)");
      return OptionalLong.empty();
    }
    return OptionalLong.of(value.asLong());
  }

  private static String typeOf(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String shortened(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "...";
  }

  private static ObjectNode error(String id, String error) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id);
    node.put("error", error);
    return node;
  }
}
