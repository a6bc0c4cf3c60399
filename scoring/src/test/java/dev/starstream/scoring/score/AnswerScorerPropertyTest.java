package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class AnswerScorerPropertyTest {
  private static final List<Question> QUESTIONS = List.copyOf(Scorers.CATALOGUE.questions());

  @Property(tries = 1000)
  void anyUtf16_isScoredWithSpansInRangeAndInOrder(@ForAll("texts") String text) {
    // When
    Scorecard card = score(text);

    // Then
    int end = 0;
    for (Scorecard.Sentence sentence : card.sentences()) {
      assertThat(sentence.span().start()).isGreaterThanOrEqualTo(end);
      assertThat(sentence.span().end()).isGreaterThan(sentence.span().start());
      end = sentence.span().end();
    }
    assertThat(end).isLessThanOrEqualTo(text.length());
    end = 0;
    for (Scorecard.Metric metric : card.metrics()) {
      assertThat(metric.span().start()).isGreaterThanOrEqualTo(end);
      assertThat(metric.span().end()).isGreaterThan(metric.span().start());
      end = metric.span().end();
    }
    assertThat(end).isLessThanOrEqualTo(text.length());
    var evidence = new ArrayList<Span>();
    card.keyPoints().forEach(point -> point.evidence().ifPresent(evidence::add));
    card.mistakes().forEach(mistake -> mistake.evidence().ifPresent(evidence::add));
    card.star().values().forEach(part -> evidence.addAll(part.evidence()));
    assertThat(evidence).allMatch(span -> span.end() <= text.length());
  }

  @Property(tries = 1000)
  void anyUtf16_hasScoresBetweenZeroAndOneAndACritique(@ForAll("texts") String text) {
    // When
    Scorecard card = score(text);

    // Then
    assertThat(List.of(card.structure(), card.content(), card.overall()))
        .allMatch(score -> score >= 0 && score <= 1);
    assertThat(card.star().keySet()).doesNotContain(Part.NONE).hasSize(5);
    assertThat(card.star().values().stream().mapToDouble(Scorecard.StarPart::share).sum())
        .isLessThanOrEqualTo(1.001);
    assertThat(card.critique().headline()).isNotBlank();
    assertThat(card.critique().notes()).hasSizeLessThanOrEqualTo(5);
    assertThat(card.critique().fixFirst().isEmpty()).isEqualTo(card.mistakes().isEmpty());
  }

  @Property(tries = 200)
  void sameText_hasTheSameScorecardInEveryLocaleAndTimeZone(@ForAll("texts") String text) {
    // Given
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Scorecard here = score(text);
    try {
      for (String tag : List.of("tr-TR", "ar-EG", "de-DE", "th-TH-u-nu-thai")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));

        // When
        Scorecard there = AnswerScorerPropertyTest.score(text);

        // Then
        assertThat(there).isEqualTo(here);
        assertThat(ScorecardJson.of("a", text, there))
            .hasToString(ScorecardJson.of("a", text, here).toString());
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void oneMegabyte_isScored(@ForAll("texts") String text) {
    // Given
    String piece = text.isEmpty() ? "the the from 3 " : text;
    String large = piece.repeat(1 + 1_000_000 / piece.length());

    // When
    Scorecard card = score(large);

    // Then
    assertThat(card.overall()).isBetween(0.0, 1.0);
  }

  private static Scorecard score(String text) {
    Question question = QUESTIONS.get(text.length() % QUESTIONS.size());
    Answer answer = Answer.of(text).at(Level.SENIOR).forCompany("amazon").spokenIn(60_000);
    return Scorers.SHIPPED.score(answer, Optional.of(question));
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
