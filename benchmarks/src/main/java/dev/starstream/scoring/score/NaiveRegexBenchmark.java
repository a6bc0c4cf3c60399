package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/**
 * The scorer beside the usual way, see {@link NaiveRegexScorer}, on the same texts in the same run:
 * the ratio holds on a busy machine, where the times themselves do not.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@OperationsPerInvocation(SampleAnswers.COUNT)
@State(Scope.Benchmark)
public class NaiveRegexBenchmark {
  @Param({"50", "100", "250", "500", "1000"})
  public int words;

  private AnswerScorer scorer;
  private final Map<String, NaiveRegexScorer> naive = new HashMap<>();
  private List<SampleAnswers.Asked> answers;

  @Setup
  public void load() {
    var catalogue = QuestionCatalogue.load();
    scorer = AnswerScorer.load(catalogue);
    answers = SampleAnswers.ofWords(words, catalogue);
    for (SampleAnswers.Asked asked : answers) {
      naive.put(asked.question().id(), new NaiveRegexScorer(asked.question()));
    }
  }

  @Benchmark
  public void naiveRegex(Blackhole hole) {
    for (SampleAnswers.Asked asked : answers) {
      Question question = asked.question();
      hole.consume(naive.get(question.id()).score(asked.answer().text()));
    }
  }

  @Benchmark
  public void scorer(Blackhole hole) {
    for (SampleAnswers.Asked asked : answers) {
      hole.consume(scorer.score(asked.answer(), Optional.of(asked.question())));
    }
  }
}
