package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That the benchmarks run and measure what they say; no time is looked at. */
class BenchmarksTest {
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  @Test
  void everyBenchmark_runs() throws RunnerException {
    // Given
    var once =
        new OptionsBuilder()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .param("words", "50")
            .param("length", "1000")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    // When
    Collection<RunResult> results = new Runner(once).run();

    // Then
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark().replaceAll("\\.\\w+$", ""))
        .containsOnly(
            Stream.of("Scorer", "Stage", "NaiveRegex", "LinearTime", "Load")
                .map(name -> "dev.starstream.scoring.score." + name + "Benchmark")
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 250, 1000})
  void sampleAnswers_haveTheWantedLengthAndAreReadAsAnswers(int words) {
    // When
    List<SampleAnswers.Asked> answers = SampleAnswers.ofWords(words, CATALOGUE);

    // Then
    assertThat(answers).hasSize(SampleAnswers.COUNT).doesNotHaveDuplicates();
    assertThat(SampleAnswers.ofWords(words, CATALOGUE)).isEqualTo(answers);
    AnswerScorer scorer = AnswerScorer.load(CATALOGUE);
    for (SampleAnswers.Asked asked : answers) {
      assertThat(asked.answer().text().split(" ", -1)).hasSize(words);
      Scorecard card = scorer.score(asked.answer(), Optional.of(asked.question()));
      assertThat(card.has("not_an_answer")).isFalse();
      assertThat(card.companyFocus()).isPresent();
      assertThat(card.levelFit()).isPresent();
    }
  }

  @Test
  void naiveScorer_findsPartsMetricsMistakesAndKeyPoints() {
    // Given
    var question = CATALOGUE.question("balance_excellence_and_value").orElseThrow();
    String text =
        "Last year we had a slow export. My goal was one night. I decided to drop two columns,"
            + " because tests never ran. As a result the queue fell by 30%. I learned to ask.";

    // When
    NaiveRegexScorer.Result found = new NaiveRegexScorer(question).score(text);

    // Then
    assertThat(found.sentencesByPart())
        .containsOnlyKeys("situation", "task", "action", "result", "learning");
    var metrics = new ArrayList<String>();
    found.metrics().forEach(span -> metrics.add(span.of(text)));
    assertThat(metrics).containsExactly("30%");
    assertThat(found.mistakes()).containsExactly("absolutist");
    assertThat(found.score()).isBetween(0.0, 1.0);
  }
}
