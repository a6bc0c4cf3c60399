package dev.starstream.devstack.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.Scorecard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How far the scorer agrees with the truth of a made-up cohort. The cohort's sentences are ours, so
 * these figures say that nothing is broken; they do not say how right the scorer is about
 * strangers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CohortScoringTest {

  private record Scored(LabelledAnswer truth, Scorecard scorecard) {}

  /** Hits and misses of a yes-or-no finding. */
  private static final class Tally {
    private int both;
    private int truthOnly;
    private int scorerOnly;

    void add(boolean truth, boolean found) {
      both += truth && found ? 1 : 0;
      truthOnly += truth && !found ? 1 : 0;
      scorerOnly += !truth && found ? 1 : 0;
    }

    double f1() {
      return 2.0 * both / (2.0 * both + truthOnly + scorerOnly);
    }

    @Override
    public String toString() {
      return "f1 %.2f (both %d, truth only %d, scorer only %d)"
          .formatted(f1(), both, truthOnly, scorerOnly);
    }
  }

  private final List<Scored> cohort = new ArrayList<>();

  @BeforeAll
  void scoreCohort() {
    var catalogue = QuestionCatalogue.load();
    var scorer = AnswerScorer.load(catalogue);
    var spec = new CohortSpec(2000, 1, Instant.parse("2026-11-01T00:00:00Z"));
    for (var truth : new CohortGenerator(catalogue).generate(spec).answers()) {
      var json = truth.answer();
      var answer = Answer.of(json.get("text").asText());
      if (json.has("company")) {
        answer = answer.forCompany(json.get("company").asText());
      }
      if (json.has("level")) {
        answer = answer.at(Level.valueOf(json.get("level").asText().toUpperCase(Locale.ROOT)));
      }
      var question =
          Optional.ofNullable(json.get("questionId"))
              .flatMap(id -> catalogue.question(id.asText()));
      cohort.add(new Scored(truth, scorer.score(answer, question)));
    }
  }

  @Test
  void mostSentences_areGivenTheirPart() {
    int right = 0;
    int all = 0;
    for (var answer : cohort) {
      for (var sentence : answer.truth().sentences()) {
        var found =
            answer.scorecard().sentences().stream()
                .filter(
                    candidate ->
                        candidate.span().start() <= sentence.start()
                            && sentence.start() < candidate.span().end())
                .findFirst();
        right += found.isPresent() && found.get().part() == sentence.part() ? 1 : 0;
        all++;
      }
    }

    System.out.printf("cohort: %d of %d sentences have their part%n", right, all);
    assertThat((double) right / all).isGreaterThan(0.8);
  }

  @Test
  void outcomeMetrics_areMostlyFound() {
    var tally = new Tally();
    cohort.forEach(
        answer -> tally.add(answer.truth().outcomeMetric(), answer.scorecard().outcomeMetric()));

    System.out.println("cohort: outcome metric " + tally);
    assertThat(tally.f1()).isGreaterThan(0.7);
  }

  @Test
  void plantedMistakes_areMostlyFound() {
    Map<String, Tally> tallies = new TreeMap<>();
    for (var id : CohortTruth.load().mistakes().keySet()) {
      var tally = new Tally();
      for (var answer : cohort) {
        // A text without a story lists only that; what it therefore lacks is left open.
        if (!answer.truth().plantedMistakes().contains(answer.truth().origin())) {
          tally.add(answer.truth().plantedMistakes().contains(id), answer.scorecard().has(id));
        }
      }
      if (tally.both + tally.truthOnly > 0) {
        tallies.put(id, tally);
      }
    }

    tallies.forEach((id, tally) -> System.out.println("cohort: " + id + " " + tally));
    assertThat(tallies.values().stream().mapToDouble(Tally::f1).average().orElseThrow())
        .isGreaterThan(0.4);
  }
}
