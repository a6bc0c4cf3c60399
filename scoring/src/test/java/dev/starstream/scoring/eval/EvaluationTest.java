package dev.starstream.scoring.eval;

import static dev.starstream.scoring.rubric.Part.ACTION;
import static dev.starstream.scoring.rubric.Part.LEARNING;
import static dev.starstream.scoring.rubric.Part.NONE;
import static dev.starstream.scoring.rubric.Part.RESULT;
import static dev.starstream.scoring.rubric.Part.SITUATION;
import static dev.starstream.scoring.rubric.Part.TASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.eval.Evaluation.Counts;
import dev.starstream.scoring.eval.Evaluation.MisjudgedMetric;
import dev.starstream.scoring.eval.Evaluation.MisjudgedMistake;
import dev.starstream.scoring.eval.Evaluation.MisjudgedSentence;
import dev.starstream.scoring.eval.Evaluation.Reached;
import dev.starstream.scoring.eval.Evaluation.Share;
import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.Scorecard.Sentence;
import dev.starstream.scoring.score.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  /** All right. */
  private static final LabelledAnswer RIGHT =
      voiced("cook", story("right", "s1. t2. a3. r4.", SITUATION, TASK, ACTION, RESULT));

  /** Its task is taken for an action, its action for a task, its result for a learning. */
  private static final LabelledAnswer MIXED =
      voiced("career-changer", story("mixed", "s1. a2. t3. l4.", SITUATION, TASK, ACTION, RESULT));

  /** No story, of which one sentence is taken for an action. */
  private static final LabelledAnswer STORYLESS = story("storyless", "n1. a2.", NONE, NONE);

  @Test
  void partsOfSentences_areCountedWithLearningAsResult() {
    // When
    var parts = evaluate(RIGHT, MIXED, STORYLESS).parts();

    // Then
    assertThat(parts.answers()).isEqualTo(3);
    assertThat(parts.all()).isEqualTo(10);
    assertThat(parts.counts(SITUATION)).isEqualTo(new Counts(2, 0, 0, 8));
    assertThat(parts.counts(TASK)).isEqualTo(new Counts(1, 1, 1, 7));
    assertThat(parts.counts(ACTION)).isEqualTo(new Counts(1, 2, 1, 6));
    assertThat(parts.counts(RESULT)).isEqualTo(new Counts(2, 0, 0, 8));
    assertThat(parts.count(RESULT, LEARNING)).isEqualTo(1);
    assertThat(parts.count(NONE, ACTION)).isEqualTo(1);
    assertThat(parts.accuracy()).hasValue(0.7);
    assertThat(parts.macroF1().orElseThrow()).isCloseTo((1 + .5 + .4 + 1) / 4, within(1e-12));
  }

  @Test
  void sentenceOfTheScorer_isTheOneThatSharesMostAndTheFirstOfTwo() {
    // Given
    var most = labelled("most", "a1. r two. ", sentence(0, 11, RESULT));
    var first = labelled("first", "a one. r two.", sentence(0, 13, ACTION));
    var nothing = labelled("nothing", "a one. ...  ", sentence(8, 10, NONE));

    // When
    var parts = evaluate(most, first, nothing).parts();

    // Then
    assertThat(parts.accuracy()).hasValue(1);
  }

  @Test
  void resultFirst_movesResultsButNoLearningAndSkipsWhatItDoesNotChange() {
    // Given
    var mixed = story("mixed", "s1. r2. l3. r4.", SITUATION, RESULT, LEARNING, RESULT);
    var already = story("already", "r1. s2.", RESULT, SITUATION);

    // When
    var figures = evaluate(RIGHT, MIXED, already).resultFirst();

    // Then
    assertThat(mixed.resultFirst().orElseThrow().answer().text()).isEqualTo("r2. r4. s1. l3.");
    assertThat(already.resultFirst()).isEmpty();
    assertThat(story("none", "s1.", SITUATION).resultFirst()).isEmpty();
    assertThat(figures.answers()).isEqualTo(2);
    assertThat(figures.all()).isEqualTo(8);
    assertThat(figures.macroF1()).hasValue((1 + .5 + .5 + 1) / 4);
  }

  @Test
  void removedPart_takesItsSentencesAndTheLearningWithTheResult() {
    // Given
    var story =
        story("story", "s1. a2. r3. s4. l5.", SITUATION, ACTION, RESULT, SITUATION, LEARNING);

    // When
    var rest = story.without(RESULT).orElseThrow();

    // Then
    assertThat(rest.answer().text()).isEqualTo("s1. a2. s4.");
    assertThat(rest.sentences().orElseThrow())
        .containsExactly(
            sentence(0, 3, SITUATION), sentence(4, 7, ACTION), sentence(8, 11, SITUATION));
    assertThat(story.without(TASK)).isEmpty();
    assertThat(story("one", "s1.", SITUATION).without(SITUATION)).isEmpty();
  }

  @Test
  void presence_isCountedOverStoriesAndTheirVariants() {
    // When
    var evaluation = evaluate(RIGHT, MIXED, STORYLESS);

    // Then
    var presence = evaluation.presence();
    assertThat(presence.texts()).isEqualTo(10);
    assertThat(presence.byPart())
        .isEqualTo(
            Map.of(
                SITUATION, new Counts(8, 0, 0, 2),
                TASK, new Counts(7, 1, 1, 1),
                ACTION, new Counts(7, 1, 1, 1),
                RESULT, new Counts(8, 0, 0, 2)));
    assertThat(presence.meanF1()).hasValue((1 + .875 + .875 + 1) / 4);
    assertThat(evaluation.flagFalls())
        .isEqualTo(
            Map.of(
                SITUATION, new Share(2, 2),
                TASK, new Share(1, 2),
                ACTION, new Share(1, 2),
                RESULT, new Share(2, 2)));
    assertThat(evaluation.allFlagFalls()).isEqualTo(new Share(6, 8));
  }

  @Test
  void figuresOfAVoice_areThoseOfItsAnswers() {
    // When
    var evaluation = evaluate(RIGHT, MIXED, STORYLESS);

    // Then
    assertThat(evaluation.voices()).containsOnlyKeys("career-changer", "cook");
    assertThat(evaluation.voices().get("cook").parts().accuracy()).hasValue(1);
    assertThat(evaluation.voices().get("career-changer").presence().texts()).isEqualTo(5);
    assertThat(evaluation.beginners().accuracy()).hasValue(.5);
    assertThat(evaluation.beginners().all()).isEqualTo(4);
  }

  @Test
  void storylessText_isMeasuredByWhatItIsGiven() {
    // Given
    var seen = story("seen", "n hypothetical.", NONE);

    // When
    var storyless = evaluate(RIGHT, STORYLESS, seen).storyless();

    // Then
    assertThat(storyless.givenActionOrResult()).isEqualTo(new Share(1, 2));
    assertThat(storyless.flagged())
        .isEqualTo(
            Map.of(
                GeneralMistake.HYPOTHETICAL, new Share(1, 2),
                GeneralMistake.GENERIC_VAGUE, new Share(0, 2),
                GeneralMistake.NOT_AN_ANSWER, new Share(0, 2)));
  }

  @Test
  void metrics_matchBySpanAndAreThenComparedByKindAndOutcome() {
    // Given
    String text = "a 10% of 5%. r 20% and 3x.";
    var answer =
        new LabelledBuilder("m", text)
            .metrics(
                metric(text, "10%", MetricKind.PERCENT, true),
                metric(text, "of 5%", MetricKind.PERCENT, false),
                metric(text, "20%", MetricKind.PERCENT, true),
                metric(text, "3x", MetricKind.COUNT, true))
            .build();
    var none = new LabelledBuilder("none", "a 1x.").metrics().build();
    var unlabelled = new LabelledBuilder("unlabelled", "a 1x.").build();

    // When
    var evaluation = evaluate(answer, none, unlabelled);

    // Then
    var metrics = evaluation.metrics();
    assertThat(metrics.answers()).isEqualTo(2);
    assertThat(metrics.spans()).isEqualTo(new Counts(3, 2, 1, 0));
    assertThat(metrics.kind()).isEqualTo(new Share(2, 3));
    assertThat(metrics.outcome()).isEqualTo(new Share(2, 3));
    assertThat(metrics.outcomeMetric()).isEqualTo(new Share(2, 2));
    assertThat(evaluation.misjudged().metrics())
        .containsExactly(
            new MisjudgedMetric("m", "10%", "percent, outcome", "percent"),
            new MisjudgedMetric("m", "of 5%", "percent", "nothing"),
            new MisjudgedMetric("m", "3x", "count, outcome", "multiplier, outcome"),
            new MisjudgedMetric("m", "5%", "nothing", "percent"),
            new MisjudgedMetric("none", "1x", "nothing", "multiplier"));
  }

  @Test
  void mistakes_areCountedWhereTheyAreJudged() {
    // Given
    var both =
        new LabelledBuilder("both", "n blames_others hypothetical.")
            .mistakes(Map.of("blames_others", true, "hypothetical", false))
            .build();
    var missed =
        new LabelledBuilder("missed", "n no_learning.")
            .mistakes(Map.of("blames_others", true))
            .build();

    // When
    var evaluation = evaluate(both, missed);

    // Then
    assertThat(evaluation.mistakes())
        .isEqualTo(
            Map.of(
                "blames_others", new Counts(1, 0, 1, 0),
                "hypothetical", new Counts(0, 1, 0, 0)));
    assertThat(evaluation.mistakesMacroF1().orElseThrow()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(evaluation.misjudged().mistakes())
        .containsExactlyInAnyOrder(
            new MisjudgedMistake("both", "hypothetical", false),
            new MisjudgedMistake("missed", "blames_others", true));
  }

  @Test
  void keyPointsAndCompanyFocus_areCountedWhereTheyAreJudged() {
    // Given
    var answer =
        new LabelledBuilder("points", "a names_the_tradeoff options_compared.")
            .keyPoints(
                Map.of(
                    "names_the_tradeoff", true,
                    "options_compared", false,
                    "pays_the_debt_later", true))
            .focus(true)
            .build();

    // When
    var evaluation = evaluate(answer);

    // Then
    assertThat(evaluation.keyPoints()).isEqualTo(new Counts(1, 1, 1, 0));
    assertThat(evaluation.companyFocus()).isEqualTo(new Share(0, 1));
  }

  @Test
  void nothingLabelled_hasNoFigures() {
    // When
    var evaluation = evaluate(new LabelledBuilder("bare", "a1.").build());

    // Then
    assertThat(evaluation.marks())
        .hasSize(10)
        .allSatisfy(
            mark -> {
              assertThat(mark.value()).isEmpty();
              assertThat(mark.n()).isZero();
              assertThat(mark.reached()).isEqualTo(Reached.NOT_LABELLED);
            });
    assertThat(EvaluationText.of(evaluation, 5)).contains("not labelled").doesNotContain("NaN");
    assertThat(EvaluationJson.of(evaluation, 5).toString()).doesNotContain("NaN");
  }

  @Test
  void mark_isReachedAtItsValueAndWhereLessIsBetterBelowIt() {
    assertThat(reached(.8, false)).isEqualTo(Reached.FIRST_MARK);
    assertThat(reached(.9, false)).isEqualTo(Reached.GOAL);
    assertThat(reached(.7999, false)).isEqualTo(Reached.NEITHER);
    assertThat(reached(.8, true)).isEqualTo(Reached.FIRST_MARK);
    assertThat(reached(.7999, true)).isEqualTo(Reached.FIRST_MARK);
    assertThat(reached(.9, true)).isEqualTo(Reached.NEITHER);
  }

  @Test
  void listOfMisjudged_takesTurnsSoThatFrequentConfusionsHideNoOthers() {
    // Given
    var many = story("many", "a1. a2. a3.", RESULT, RESULT, RESULT);
    var one = story("one", "t1.", SITUATION);

    // When
    var few = evaluate(many, one).misjudged().first(2);

    // Then
    assertThat(few.sentences())
        .containsExactly(
            new MisjudgedSentence("many", RESULT, ACTION, "a1."),
            new MisjudgedSentence("one", SITUATION, TASK, "t1."));
  }

  @Test
  void labelsThatCannotBe_areRefused() {
    assertThatThrownBy(() -> labelled("x", "s1.", sentence(0, 4, SITUATION)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in a text of 3 characters");
    assertThatThrownBy(
            () -> labelled("x", "s1. s2.", sentence(4, 7, SITUATION), sentence(0, 3, SITUATION)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shippedScorer_isMeasuredTheSameTwice() {
    // Given
    var scorer = AnswerScorer.load(CATALOGUE);
    String text = "The bakery was losing bread. I baked twice a day. Waste fell by 30%.";
    var answer =
        labelled(
            "bakery",
            text,
            sentence(0, 28, SITUATION),
            sentence(29, 49, ACTION),
            sentence(50, 68, RESULT));

    // When
    var evaluation = Evaluation.of(scorer, List.of(answer));

    // Then
    assertThat(evaluation.parts().all()).isEqualTo(3);
    assertThat(evaluation.presence().texts()).isEqualTo(4);
    assertThat(Evaluation.of(scorer, List.of(answer))).isEqualTo(evaluation);
  }

  private static Evaluation evaluate(LabelledAnswer... answers) {
    return new Evaluator(LetterScorer::score).evaluate(List.of(answers));
  }

  private static Reached reached(double value, boolean smallerIsBetter) {
    double first = smallerIsBetter ? .9 : .8;
    double goal = smallerIsBetter ? .5 : .9;
    return new Evaluation.Mark("x", OptionalDouble.of(value), 1, first, goal, smallerIsBetter)
        .reached();
  }

  /** Each sentence up to its full stop, with its part. */
  private static LabelledAnswer story(String id, String text, Part... parts) {
    var sentences = new ArrayList<Sentence>();
    int from = 0;
    for (Part part : parts) {
      int end = text.indexOf('.', from) + 1;
      sentences.add(sentence(from, end, part));
      from = end + 1;
    }
    return LabelledAnswer.of(id, Answer.of(text), sentences);
  }

  private static LabelledAnswer labelled(String id, String text, Sentence... sentences) {
    return LabelledAnswer.of(id, Answer.of(text), List.of(sentences));
  }

  private static Sentence sentence(int start, int end, Part part) {
    return new Sentence(new Span(start, end), part);
  }

  private static LabelledAnswer.Metric metric(
      String text, String surface, MetricKind kind, boolean outcome) {
    int start = text.indexOf(surface);
    return new LabelledAnswer.Metric(new Span(start, start + surface.length()), kind, outcome);
  }

  private static LabelledAnswer voiced(String voice, LabelledAnswer of) {
    return new LabelledAnswer(
        of.id(),
        Optional.of(voice),
        of.source(),
        of.license(),
        of.answer(),
        of.question(),
        of.sentences(),
        of.metrics(),
        of.mistakes(),
        of.keyPoints(),
        of.companyFocus());
  }

  /** An answer to a question of the catalogue, with labels other than sentences. */
  private static final class LabelledBuilder {
    private final String id;
    private final String text;
    private Optional<List<LabelledAnswer.Metric>> metrics = Optional.empty();
    private Map<String, Boolean> mistakes = Map.of();
    private Map<String, Boolean> keyPoints = Map.of();
    private Optional<Boolean> focus = Optional.empty();

    LabelledBuilder(String id, String text) {
      this.id = id;
      this.text = text;
    }

    LabelledBuilder metrics(LabelledAnswer.Metric... metrics) {
      this.metrics = Optional.of(List.of(metrics));
      return this;
    }

    LabelledBuilder mistakes(Map<String, Boolean> mistakes) {
      this.mistakes = mistakes;
      return this;
    }

    LabelledBuilder keyPoints(Map<String, Boolean> keyPoints) {
      this.keyPoints = keyPoints;
      return this;
    }

    LabelledBuilder focus(boolean focus) {
      this.focus = Optional.of(focus);
      return this;
    }

    LabelledAnswer build() {
      return new LabelledAnswer(
          id,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Answer.of(text).forCompany("amazon"),
          CATALOGUE.question("balance_excellence_and_value"),
          Optional.empty(),
          metrics,
          mistakes,
          keyPoints,
          focus);
    }
  }
}
