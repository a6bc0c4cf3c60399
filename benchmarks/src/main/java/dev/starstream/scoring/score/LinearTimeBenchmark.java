package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whether time is linear in the length of the text, whatever the text is: the line {@code
 * score:kilobytes} is the time for 1,000 characters and should be the same for every size.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class LinearTimeBenchmark {
  /** Texts that have made scorers slow. */
  public enum Kind {
    PROSE("We run the export at night, and in May it failed twice. I moved it to Sunday. "),
    NO_SPACES("wemovedtheexportandthequeuefellbyhalf"),
    ONE_WORD("from "),
    EMOJI("\ud83d\ude80\ud83d\udc4d\ud83c\udffd "),
    RIGHT_TO_LEFT("\u0645\u0631\u062d\u0628\u0627 \u0643\u064a\u0641 \u062d\u0627\u0644\u0643. "),
    MARKUP("<li><b>Result:</b> *fell* from `8 s` to [1.5 s](#x)</li>\n- "),
    DIGITS("1234567890"),
    LINE_BREAKS("\n"),
    STOPS("?!"),
    UNPUNCTUATED_SPEECH(
        "and then i um i moved it like to sunday because we were losing two hours ");

    private final String piece;

    Kind(String piece) {
      this.piece = piece;
    }

    String text(int length) {
      return piece.repeat(1 + length / piece.length()).substring(0, length);
    }
  }

  /** Makes a line of its own: the same time by thousand characters. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Size {
    public long kilobytes;
  }

  @Param public Kind kind;

  @Param({"1000", "10000", "100000", "1000000"})
  public int length;

  private AnswerScorer scorer;
  private Optional<Question> question;
  private Answer answer;

  @Setup
  public void load() {
    var catalogue = QuestionCatalogue.load();
    scorer = AnswerScorer.load(catalogue);
    question = catalogue.question("balance_excellence_and_value");
    answer = Answer.of(kind.text(length)).at(Level.SENIOR).forCompany("amazon");
  }

  @Benchmark
  public Scorecard score(Size size) {
    size.kilobytes += length / 1000;
    return scorer.score(answer, question);
  }
}
