package dev.starstream.scoring.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.rubric.Part;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartTaggerTest {
  @Test
  void storyInOrder_isTaggedInOrder() {
    assertThat(
            parts(
                "Last year our till system was down every Friday.",
                "I needed to find the cause before Christmas.",
                "I sat next to the cashier for a day and wrote down each step.",
                "I changed the order of two printers.",
                "As a result, the queue halved.",
                "I learned to watch before I change anything."))
        .containsExactly(
            Part.SITUATION, Part.TASK, Part.ACTION, Part.ACTION, Part.RESULT, Part.LEARNING);
  }

  @Test
  void resultToldFirst_isStillTheResult() {
    assertThat(
            parts(
                "Sales went up by 30% after that.",
                "Before that, our tills were down every Friday.",
                "I needed to find the cause.",
                "I sat next to the cashier and wrote down each step.",
                "I changed the order of two printers."))
        .containsExactly(Part.RESULT, Part.SITUATION, Part.TASK, Part.ACTION, Part.ACTION);
  }

  @Test
  void storyThatStops_isGivenNoResult() {
    // When
    Scorecard card =
        score(
            "Last year our till system was down every Friday. I sat next to the cashier for a day."
                + " I wrote down each step. I changed the order of two printers.");

    // Then
    assertThat(card.star().get(Part.RESULT).present()).isFalse();
    assertThat(card.star().get(Part.RESULT).share()).isZero();
  }

  @Test
  void adviceAndTheory_tellNoPart() {
    assertThat(
            parts(
                "Good communication is important in every team.",
                "You should always listen first.",
                "I would talk to both sides and find a compromise."))
        .containsOnly(Part.NONE);
  }

  @Test
  void labelsOfTheWriter_areBelieved() {
    assertThat(
            parts(
                "Situation: The tills again.",
                "Task: Friday.",
                "Action: Printers swapped, cables out.",
                "Result: Quiet."))
        .containsExactly(Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT);
  }

  @Test
  void terseNotesWithoutSubject_areActions() {
    assertThat(parts("Moved the pallets outside.", "Called the mechanic, then the customer."))
        .containsOnly(Part.ACTION);
  }

  private static List<Part> parts(String... sentences) {
    return score(String.join(" ", sentences)).sentences().stream()
        .map(Scorecard.Sentence::part)
        .toList();
  }

  private static Scorecard score(String text) {
    return Scorers.SHIPPED.score(Answer.of(text), Optional.empty());
  }
}
