package dev.starstream.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * How an answer was scored. What has no component here (STAR parts, metrics, key points, sentences)
 * is in {@link #json}, as the server sent it.
 *
 * @param overall 0 to 1, as are structure, content and delivery
 * @param delivery how it is spoken; empty without a transcript and its duration
 * @param passed whether overall reaches the level's threshold
 * @param headline the critique in one sentence; empty if there is none
 * @param fixFirst what to mend first; empty if there is nothing
 * @param fixGain what mending it is worth, as a share of overall, 0 to 1
 * @param notes further remarks, the weightiest first
 * @param mistakes the mistakes that were found
 * @param json the whole document of {@code GET /v1/answers/{answerId}}
 */
public record Scorecard(
    UUID answerId,
    double overall,
    double structure,
    double content,
    OptionalDouble delivery,
    boolean passed,
    String headline,
    Optional<String> fixFirst,
    double fixGain,
    List<String> notes,
    List<Mistake> mistakes,
    String json) {

  /**
   * A mistake in an answer.
   *
   * @param id such as {@code no_learning}
   * @param severity such as {@code minor}
   * @param advice what to do about it; may be empty
   */
  public record Mistake(String id, String severity, String advice) {}

  /** Copies the lists. */
  public Scorecard {
    notes = List.copyOf(notes);
    mistakes = List.copyOf(mistakes);
  }

  /** Scores only: the critique quotes the answer. */
  @Override
  public String toString() {
    return "Scorecard[answerId=" + answerId + ", overall=" + overall + ", passed=" + passed + "]";
  }
}
