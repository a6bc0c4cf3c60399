package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.rubric.Level;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CritiqueTest {
  private static final String UNMEASURED =
      "Last spring our price import failed every second night and the shops complained. I needed to"
          + " make it safe before the summer sale. I rewrote the reader, added a check for empty"
          + " rows and gave up the new screen for it. I moved the run to the early evening. As a"
          + " result, the shops were happy. I learned to ask the shops before I draw a plan.";

  @Test
  void fixThatGainsMost_isFirstAndSaysHowMuch() {
    // When
    Scorecard card = Scorers.SHIPPED.score(Answer.of(UNMEASURED), Optional.empty());

    // Then
    assertThat(card.critique().fixFirst())
        .startsWith("Put a number on what changed")
        .endsWith("points of 100.");
    assertThat(card.critique().fixGain()).isPositive();
  }

  @Test
  void gain_isWhatTheSameAnswerWithTheFixWouldScoreMore() {
    // Given
    Scorecard before = Scorers.SHIPPED.score(Answer.of(UNMEASURED), Optional.empty());
    String mended =
        UNMEASURED.replace("the shops were happy", "wrong prices fell from 40 a week to 2");

    // When
    Scorecard after = Scorers.SHIPPED.score(Answer.of(mended), Optional.empty());

    // Then
    assertThat(after.overall() - before.overall())
        .isGreaterThanOrEqualTo(before.critique().fixGain() - 0.0001);
    assertThat(after.has("no_quantified_result")).isFalse();
  }

  @Test
  void wording_variesByLevel() {
    // When
    Scorecard junior =
        Scorers.SHIPPED.score(Answer.of(UNMEASURED).at(Level.JUNIOR), Optional.empty());
    Scorecard staff =
        Scorers.SHIPPED.score(Answer.of(UNMEASURED).at(Level.STAFF), Optional.empty());

    // Then
    assertThat(junior.critique().fixFirst()).isNotEqualTo(staff.critique().fixFirst());
    assertThat(junior.critique().headline()).isNotEqualTo(staff.critique().headline());
  }

  @Test
  void companysFocus_isToldWhereTheAnswerDoesNotSpeakToIt() {
    // Given
    var question = Scorers.CATALOGUE.question("balance_excellence_and_value");

    // When
    Scorecard card = Scorers.SHIPPED.score(Answer.of(UNMEASURED).forCompany("Stripe"), question);

    // Then
    assertThat(card.companyFocus())
        .hasValueSatisfying(focus -> assertThat(focus.addressed()).isFalse());
    assertThat(card.critique().notes()).anyMatch(note -> note.contains("what Stripe looks for"));
  }

  @Test
  void bracesInTheAnswer_arePassedThrough() {
    // Given
    String text = "In May {advice} was late. We did {points} and {quote}. We moved it. We sent it.";

    // When
    Scorecard card = Scorers.SHIPPED.score(Answer.of(text), Optional.empty());

    // Then
    assertThat(card.critique().notes()).noneMatch(note -> note.contains("{advice}: "));
  }

  @Test
  void foreignLanguage_isSaidAndNothingElseIsFound() {
    // When
    Scorecard card =
        Scorers.SHIPPED.score(
            Answer.of(
                "Im Mai war unser Lager zu spät. Ich habe mit der Schicht gesprochen und einen Plan"
                    + " geschrieben."),
            Optional.empty());

    // Then
    assertThat(card.mistakes()).extracting("id").containsExactly("language_not_supported");
    assertThat(card.critique().fixFirst()).doesNotContain("points");
    assertThat(card.critique().fixGain()).isZero();
    assertThat(card.critique().headline()).contains("not in English");
    assertThat(card.passed()).isFalse();
  }
}
