package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Rubric;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What loading takes in a fresh process, with the options of {@code starstream score}. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 5,
    jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"})
public class LoadBenchmark {
  @Benchmark
  public QuestionCatalogue catalogue() {
    return QuestionCatalogue.load();
  }

  @Benchmark
  public Rubric rubric() {
    return Rubric.load();
  }

  @Benchmark
  public AnswerScorer scorer() {
    return AnswerScorer.load();
  }
}
