package dev.starstream.scoring.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

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
    return answerAll(in, out, this::scorecard);
  }

  /**
   * Explains every line, as text to read: an empty line after each answer; a bad line becomes one
   * line with its id and error.
   */
  public Summary explain(Reader in, Writer out) throws IOException {
    return answerAll(in, out, this::explanation);
  }

  private Summary answerAll(Reader in, Writer out, Function<Line, String> answered)
      throws IOException {
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
      Line read = read(line, number);
      if (read.answer().isPresent()) {
        scored++;
      } else {
        rejected++;
      }
      out.write(answered.apply(read));
      out.write('\n');
      if (!lines.ready()) {
        // Whoever sends one line and waits for its score gets it.
        out.flush();
      }
    }
    out.flush();
    return new Summary(scored, rejected);
  }

  /**
   * A line that was read.
   *
   * @param answer empty if the line is bad
   * @param error what is wrong with it; empty if nothing is
   */
  private record Line(String id, Optional<AnswerLine> answer, String error) {
    static Line bad(String id, String error) {
      return new Line(id, Optional.empty(), error);
    }
  }

  private Line read(String line, int number) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String column = place == null ? "" : ", column " + place.getColumnNr();
      return Line.bad(
          "line-" + number,
          "line "
              + number
              + column
              + ": "
              + e.getOriginalMessage()
              + " (expected: one JSON object)");
    }
    if (!json.isObject()) {
      return Line.bad(
          "line-" + number,
          "line " + number + ": " + AnswerLine.typeOf(json) + " (expected: one JSON object)");
    }
    var problems = new ArrayList<String>();
    AnswerLine answer = AnswerLine.of(json, number, catalogue, problems);
    return problems.isEmpty()
        ? new Line(answer.id(), Optional.of(answer), "")
        : Line.bad(answer.id(), "line " + number + ": " + String.join("; ", problems));
  }

  private String scorecard(Line line) {
    if (line.answer().isEmpty()) {
      ObjectNode error = JsonNodeFactory.instance.objectNode();
      return error.put("id", line.id()).put("error", line.error()).toString();
    }
    AnswerLine read = line.answer().get();
    Scorecard card = scorer.score(read.answer(), read.question());
    return ScorecardJson.of(read.id(), read.answer().text(), card).toString();
  }

  private String explanation(Line line) {
    if (line.answer().isEmpty()) {
      return line.id() + ": " + line.error() + "\n";
    }
    AnswerLine read = line.answer().get();
    return ExplanationText.of(read.id(), scorer.explain(read.answer(), read.question()));
  }
}
