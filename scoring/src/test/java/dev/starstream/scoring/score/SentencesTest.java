package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void fullStopsQuestionAndExclamationMarks_endSentences() {
    assertThat(split("I called him. Why? Because it was late! Then he came."))
        .containsExactly("I called him.", "Why?", "Because it was late!", "Then he came.");
  }

  @Test
  void abbreviationsInitialsAndDecimals_endNone() {
    assertThat(
            split(
                "Dr. Meyer, e.g. on Mondays, paid approx. 3.5 euros to J. Smith at 5 p.m. every"
                    + " day. Node.js was new to us, i.e. to all."))
        .containsExactly(
            "Dr. Meyer, e.g. on Mondays, paid approx. 3.5 euros to J. Smith at 5 p.m. every day.",
            "Node.js was new to us, i.e. to all.");
  }

  @Test
  void quotes_endWithTheirSentence() {
    assertThat(split("He said \"this is late.\" I agreed. \"Why?\" she asked."))
        .containsExactly("He said \"this is late.\"", "I agreed.", "\"Why?\" she asked.");
  }

  @Test
  void bullets_areSentencesWithoutTheirMarks() {
    assertThat(split("What I did:\n- called the bank\n* wrote it down\n\u2022 told the boss"))
        .containsExactly("What I did:", "called the bank", "wrote it down", "told the boss");
  }

  @Test
  void numberedLines_areSentences() {
    assertThat(split("1. Called the bank\n2. Wrote it down"))
        .containsExactly("1. Called the bank", "2. Wrote it down");
  }

  @Test
  void wrappedLines_goOn() {
    assertThat(
            split(
                "I called the bank because the card of our best customer had been\n"
                    + "blocked over night and then\nI wrote it down."))
        .hasSize(1);
  }

  @Test
  void shortLinesWithoutStops_areSentences() {
    assertThat(split("stock was wrong\nrecounted everything\r\nerror gone"))
        .containsExactly("stock was wrong", "recounted everything", "error gone");
  }

  @Test
  void blankLine_endsASentence() {
    assertThat(split("I called the bank\n\nThen I wrote it down"))
        .containsExactly("I called the bank", "Then I wrote it down");
  }

  @Test
  void forgottenBlankAfterStop_endsASentence() {
    assertThat(split("The stock was wrong.Then I counted it again."))
        .containsExactly("The stock was wrong.", "Then I counted it again.");
  }

  @Test
  void speechWithoutStops_isCutWhereAClauseBegins() {
    // Given
    String text =
        "so i used to stack shelves at night and the scanner app forgot the aisle every time and"
            + " i took screenshots for a week with the time on them and then he fixed it and now"
            + " i know what a good report needs";

    // When
    List<String> sentences = split(text);

    // Then
    assertThat(sentences)
        .containsExactly(
            "so i used to stack shelves at night and the scanner app forgot the aisle every time",
            "and i took screenshots for a week with the time on them",
            "and then he fixed it",
            "and now i know what a good report needs");
  }

  @Test
  void longSentenceWithAFullStop_staysWhole() {
    assertThat(
            split(
                "The ferry was full that morning, so I counted the bikes on the deck myself, and because"
                    + " the captain wanted to leave on time, I let the last six go first, and they"
                    + " waved at us from the other side before we had even tied the ropes."))
        .hasSize(1);
  }

  @Test
  void emojiAndOtherScripts_keepOffsetsInUtf16() {
    // Given
    String text =
        "\ud83d\ude2c late again. \ud83d\udd27 I moved it \ud83d\udcc8. \u5f88\u597d\u3002\u8c22\u8c22";

    // When
    List<String> sentences = split(text);

    // Then
    assertThat(sentences)
        .containsExactly(
            "late again.", "I moved it \ud83d\udcc8.", "\u5f88\u597d\u3002", "\u8c22\u8c22");
  }

  @Test
  void textWithoutWords_hasNoSentences() {
    assertThat(split("")).isEmpty();
    assertThat(split(" \n\t... !!! \ud83d\ude2c")).isEmpty();
  }

  private static List<String> split(String text) {
    Sentences sentences = Scorers.READER.read(text).sentences();
    var found = new ArrayList<String>();
    for (int i = 0; i < sentences.count(); i++) {
      found.add(sentences.span(i).of(text));
    }
    return found;
  }
}
