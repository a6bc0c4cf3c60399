package dev.starstream.scoring.score;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Looks for texts that break the scorer. {@code mvn verify} runs the inputs beside this class only;
 * {@code docs/FUZZING.md} says how to search for more.
 */
class ScorerFuzzTest {
  private static final List<Question> QUESTIONS = List.copyOf(Scorers.CATALOGUE.questions());
  private static final List<Level> LEVELS = List.of(Level.values());

  /** UTF-8, malformed at will; after a zero byte any UTF-16 characters, lone surrogates too. */
  @FuzzTest(maxDuration = "30m")
  void anyText_hasAWellFormedScorecard(byte[] bytes) {
    String text = text(bytes);
    Answer answer = Answer.of(text);
    int choice = bytes.length;
    if (choice % 2 == 1) {
      answer = answer.at(LEVELS.get(choice % LEVELS.size()));
    }
    if (choice % 3 == 1) {
      answer = answer.spokenIn(choice * 400L);
    }
    Question asked = QUESTIONS.get(choice % QUESTIONS.size());
    if (!asked.askedBy().isEmpty()) {
      answer = answer.forCompany(asked.askedBy().get(0).company());
    }
    Optional<Question> question = choice % 5 == 0 ? Optional.empty() : Optional.of(asked);
    ScorecardInvariants.scored(Scorers.SHIPPED, answer, question);
    var unused = ExplanationText.of("id", Scorers.SHIPPED.explain(answer, question));
  }

  @FuzzTest(maxDuration = "30m")
  void anyBytes_becomeOneLineForEachLineThatIsNotBlank(byte[] bytes) throws IOException {
    var scoring = new JsonLinesScoring(Scorers.SHIPPED, Scorers.CATALOGUE);
    var out = new StringWriter();
    var summary = scoring.score(reader(bytes), out);
    long lines = out.toString().chars().filter(c -> c == '\n').count();
    if (lines != summary.scored() + summary.rejected()) {
      throw new AssertionError(lines + " lines: " + summary);
    }
    scoring.explain(reader(bytes), new StringWriter());
  }

  private static InputStreamReader reader(byte[] bytes) {
    return new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == 0) {
      char[] chars = new char[(bytes.length - 1) / 2];
      ByteBuffer.wrap(bytes, 1, 2 * chars.length).asCharBuffer().get(chars);
      return new String(chars);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
