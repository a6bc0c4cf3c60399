package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.scoring.score.Explanation.Sum;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Explanations of the example answers hold to their scorecards, and a made-up file reads as its
 * golden text. After a wanted change run with {@code -Dgolden.update=true} and review the diff.
 */
class ExplanationTest {
  private static final Path ANSWERS = Path.of("src/test/resources/explain/answers.jsonl");
  private static final Path GOLDEN = Path.of("src/test/resources/explain/answers.txt");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  @Test
  void explanation_hasTheScorecardOfScoring() throws IOException {
    for (AnswerLine example : examples()) {
      assertThat(Scorers.SHIPPED.explain(example.answer(), example.question()).card())
          .isEqualTo(Scorers.SHIPPED.score(example.answer(), example.question()));
    }
  }

  @Test
  void reasonsOfASentence_addUpToItsMargin() throws IOException {
    for (Explanation explanation : explanations()) {
      for (Explanation.SentenceReasons sentence : explanation.sentences()) {
        assertThat(sentence.margin()).isNotNegative();
        assertThat(sentence.reasons().stream().mapToDouble(Explanation.Reason::weight).sum())
            .isCloseTo(sentence.margin(), within(1e-9));
      }
    }
  }

  @Test
  void reasonsOfAMetric_addUpToItsOutcome() throws IOException {
    for (Explanation explanation : explanations()) {
      for (Explanation.MetricReasons metric : explanation.metrics()) {
        assertThat(metric.sum() > 0).isEqualTo(metric.metric().outcome());
      }
    }
  }

  @Test
  void partOfAReadText_isPresentFromItsThresholdOn() throws IOException {
    for (Explanation explanation : explanations()) {
      boolean read =
          !explanation.card().has("not_an_answer")
              && !explanation.card().has("language_not_supported");
      for (Explanation.Presence one : explanation.presence()) {
        assertThat(one.present()).isEqualTo(read && one.probability() >= one.threshold());
      }
    }
  }

  @Test
  void points_addUpToTheScores() throws IOException {
    for (Explanation explanation : explanations()) {
      Scorecard card = explanation.card();
      double structure = sum(explanation.of(Sum.STRUCTURE));
      assertThat(Scores.round(structure)).isCloseTo(card.structure(), within(1e-4));
      List<Explanation.Points> content = explanation.of(Sum.CONTENT);
      List<Explanation.Points> earned = content.stream().filter(one -> one.of() > 0).toList();
      List<Explanation.Points> costs = content.stream().filter(one -> one.of() == 0).toList();
      double of = earned.stream().mapToDouble(Explanation.Points::of).sum();
      assertThat(Scores.round(sum(earned) / of + sum(costs)))
          .isCloseTo(card.content(), within(1e-4));
    }
  }

  @Test
  void everyMistakeAndKeyPoint_hasItsReason() throws IOException {
    for (Explanation explanation : explanations()) {
      assertThat(explanation.mistakes())
          .extracting(Explanation.MistakeReasons::mistake)
          .isEqualTo(explanation.card().mistakes());
      assertThat(explanation.mistakes()).noneMatch(mistake -> mistake.why().isBlank());
      assertThat(explanation.keyPoints())
          .extracting(Explanation.KeyPointReasons::keyPoint)
          .isEqualTo(explanation.card().keyPoints());
    }
  }

  @Test
  void madeUpFile_readsAsItsGoldenText() throws IOException {
    // Given
    var out = new StringWriter();

    // When
    JsonLinesScoring.Summary summary;
    try (var in = Files.newBufferedReader(ANSWERS)) {
      summary = new JsonLinesScoring(Scorers.SHIPPED, Scorers.CATALOGUE).explain(in, out);
    }

    // Then
    assertThat(summary).isEqualTo(new JsonLinesScoring.Summary(3, 1));
    if (UPDATE) {
      Files.writeString(GOLDEN, out.toString());
    }
    assertThat(out.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void textsWithoutWords_canBeExplained() {
    for (String text : List.of("", " \n", "...", "🙂", "%s %d {}", "我移动了架子。")) {
      var explanation = Scorers.SHIPPED.explain(Answer.of(text), Optional.empty());
      assertThat(ExplanationText.of("%s", explanation)).startsWith("%s: overall ");
    }
  }

  private static double sum(List<Explanation.Points> points) {
    return points.stream().mapToDouble(Explanation.Points::points).sum();
  }

  private static List<Explanation> explanations() throws IOException {
    var explanations = new ArrayList<Explanation>();
    for (AnswerLine example : examples()) {
      explanations.add(Scorers.SHIPPED.explain(example.answer(), example.question()));
    }
    return explanations;
  }

  private static List<AnswerLine> examples() throws IOException {
    var examples = new ArrayList<AnswerLine>();
    var problems = new ArrayList<String>();
    for (var example : ExampleAnswers.all()) {
      examples.add(
          AnswerLine.of(new JsonMapper().readTree(example.json()), 1, Scorers.CATALOGUE, problems));
    }
    assertThat(problems).isEmpty();
    return examples;
  }
}
