package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScorerPropertyTest {
  private static final List<Question> QUESTIONS = List.copyOf(Scorers.CATALOGUE.questions());
  private static final AnswerScorer SECOND = AnswerScorer.load(Scorers.CATALOGUE);

  @Property(tries = 1000)
  void anyUtf16_hasAWellFormedScorecardInEveryLocaleAndTimeZone(@ForAll("texts") String text) {
    ScorecardInvariants.scored(Scorers.SHIPPED, answer(text), Optional.of(question(text)));
  }

  @Property(tries = 300)
  void anyUtf16WithoutQuestion_hasAWellFormedScorecard(@ForAll("texts") String text) {
    ScorecardInvariants.scored(Scorers.SHIPPED, Answer.of(text), Optional.empty());
  }

  @Property(tries = 200)
  void sameText_hasTheSameScorecardFromTwoScorers(@ForAll("texts") String text) {
    // When
    Scorecard first = Scorers.SHIPPED.score(answer(text), Optional.of(question(text)));
    Scorecard second = SECOND.score(answer(text), Optional.of(question(text)));

    // Then
    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "We ran the export at night. I moved it to Sunday and it fell from 8 s to 2 s. ",
        "wemovedtheexportandthequeuefellbyhalf",
        "from ",
        "the the ",
        "I ",
        "1",
        "$",
        ".",
        "\n",
        "\r",
        "\u2028",
        "?!",
        "\n- ",
        "\0\u0007",
        "\ud83d",
        "\ud83d\ude80\ud83d\udc4d\ud83c\udffd ",
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643. ",
        "<li><b>Result:</b> *fell* to [1.5 s](#x)</li>\n",
        "if (a[i] > 7) { return null; }\n",
        "and then i moved it because we were losing two hours ",
        "twenty one hundred thousand and "
      })
  void oneMegabyteOfThis_hasAWellFormedScorecard(String piece) {
    // Given
    String large = piece.repeat(1 + 1_000_000 / piece.length());

    // Then
    ScorecardInvariants.scored(Scorers.SHIPPED, answer(large), Optional.of(question(large)));
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void oneMegabyteOfAnything_hasAWellFormedScorecard(@ForAll("texts") String text) {
    // Given
    String piece = text.isEmpty() ? "the the from 3 " : text;
    String large = piece.repeat(1 + 1_000_000 / piece.length());

    // Then
    ScorecardInvariants.scored(Scorers.SHIPPED, answer(large), Optional.of(question(large)));
  }

  private static Question question(String text) {
    return QUESTIONS.get(text.length() % QUESTIONS.size());
  }

  private static Answer answer(String text) {
    return Answer.of(text).at(Level.SENIOR).forCompany("amazon").spokenIn(60_000);
  }

  /** Any characters, lone surrogates included, and texts from pieces that the grammar reads. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(200);
    Arbitrary<String> piece =
        Arbitraries.of(
            "I",
            "we",
            "was",
            "had",
            "would",
            "fell",
            "from",
            "to",
            "-",
            "\u2013",
            "\u2192",
            "15",
            "20%",
            "$",
            "\u20ac",
            "1.2M",
            "3",
            ",",
            ".",
            "/",
            ":",
            "of",
            "a",
            "third",
            "half",
            "two",
            "hundred",
            "and",
            "thousand",
            "weeks",
            "hours",
            "times",
            "x",
            "day",
            "per",
            "NPS",
            "out",
            "points",
            "\n",
            "\n- ",
            "1. ",
            "\"",
            "(",
            ")",
            "?",
            "!",
            "...",
            "e.g.",
            "learned",
            "customers",
            "the",
            "our",
            "zero",
            "none",
            "Situation:",
            "don't",
            "\u2019",
            "\ud83d\ude80",
            "\u5f88\u597d",
            "\u0645\u0631\u062d\u0628\u0627",
            "<b>",
            "{}",
            "00",
            "999999999999999999999999",
            "0",
            "+",
            "#",
            "never",
            "quality",
            "tests",
            "skipped");
    Arbitrary<String> pieces =
        Combinators.combine(
                piece.list().ofMaxSize(80), Arbitraries.of(" ", "", " ", "\t", "\u00a0"))
            .as((words, gap) -> String.join(gap, words));
    return Arbitraries.oneOf(any, pieces, pieces);
  }
}
