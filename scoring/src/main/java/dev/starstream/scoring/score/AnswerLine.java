package dev.starstream.scoring.score;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer under the keys of {@code starstream score}: the home of reading them from JSON.
 *
 * @param question the catalogue's, by its id or in its words
 */
public record AnswerLine(String id, Answer answer, Optional<Question> question) {
  /**
   * Reads one JSON object. What is wrong is noted and read as if it were not there, so that all
   * that is wrong with a line shows at once.
   *
   * @param number of the line, which names an answer without id
   * @param problems gets what is wrong: pointer, value and what was expected
   */
  public static AnswerLine of(
      JsonNode json, int number, QuestionCatalogue catalogue, List<String> problems) {
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
      question = asked(questionText.get(), catalogue);
    }
    var answer = new Answer(text, questionText, company, level, modality, durationMs);
    return new AnswerLine(id, answer, question);
  }

  /** The catalogue's question with these words, if it is one of them. */
  private static Optional<Question> asked(String text, QuestionCatalogue catalogue) {
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

  /** A text; empty if it is missing or null, noted as a problem if it is something else. */
  public static Optional<String> text(JsonNode json, String field, List<String> problems) {
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

  private static Optional<Level> level(Optional<String> name, List<String> problems) {
    if (name.isEmpty()
        || name.get().isBlank()
        || name.get().strip().equalsIgnoreCase("unspecified")) {
      return Optional.empty();
    }
    Optional<Level> level = Level.named(name.get());
    if (level.isEmpty()) {
      problems.add(
          "/level: '" + shortened(name.get()) + "' (expected: one of junior, mid, senior, staff)");
    }
    return level;
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

  /** The kind of JSON value, for a message. */
  public static String typeOf(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  /** A value as far as a message shows it. */
  public static String shortened(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "...";
  }
}
