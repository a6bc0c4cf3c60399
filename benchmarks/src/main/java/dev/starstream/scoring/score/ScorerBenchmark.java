package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One answer scored whole, with a question of the catalogue, a company and a level. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class ScorerBenchmark {
  @Param({"50", "100", "250", "500", "1000"})
  public int words;

  private AnswerScorer scorer;
  private List<SampleAnswers.Asked> answers;

  @Setup
  public void load() {
    var catalogue = QuestionCatalogue.load();
    scorer = AnswerScorer.load(catalogue);
    answers = SampleAnswers.ofWords(words, catalogue);
  }

  @Benchmark
  @OperationsPerInvocation(SampleAnswers.COUNT)
  public void score(Blackhole hole) {
    for (SampleAnswers.Asked asked : answers) {
      hole.consume(scorer.score(asked.answer(), Optional.of(asked.question())));
    }
  }
}
