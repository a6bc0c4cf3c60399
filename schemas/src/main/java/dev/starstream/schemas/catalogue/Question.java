package dev.starstream.schemas.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * A behavioural interview question, of the catalogue or of a platform. A platform's has no {@code
 * why}, competencies, clarifying questions, coach strategy and follow-ups.
 *
 * @param id stable, snake_case
 * @param category id of its category
 * @param text the question as asked
 * @param levels levels it is asked at: junior, mid, senior, staff
 * @param needsTradeoff whether a good answer names a trade-off
 */
public record Question(
    String id,
    String category,
    String text,
    List<String> variants,
    String why,
    List<String> levels,
    List<String> competencies,
    boolean needsTradeoff,
    List<CompanyFocus> askedBy,
    List<KeyPoint> keyPoints,
    List<String> tips,
    List<String> clarifyingQuestions,
    String coachStrategy,
    List<CommonMistake> commonMistakes,
    List<String> followUps) {

  /**
   * What one company looks for in this question; an answer that speaks to it has one of the cues.
   */
  public record CompanyFocus(String company, String focus, List<Cue> cues) {}

  /** What a good answer has; it is covered where one of the cues stands. */
  public record KeyPoint(String id, String text, List<Cue> cues) {}

  /**
   * A mistake that this question invites. Without {@code when} it is one of the general mistakes,
   * with this question's advice.
   */
  public record CommonMistake(
      String id,
      Optional<String> severity,
      Optional<String> text,
      String advice,
      Optional<Trigger> when) {}

  /** When a question's own mistake was made. */
  public sealed interface Trigger {
    /** One of the cues stands in the answer. */
    record Cues(List<Cue> cues) implements Trigger {}

    /** That key point is not covered. */
    record MissingKeyPoint(String keyPoint) implements Trigger {}
  }

  public Question {
    variants = List.copyOf(variants);
    levels = List.copyOf(levels);
    competencies = List.copyOf(competencies);
    askedBy = List.copyOf(askedBy);
    keyPoints = List.copyOf(keyPoints);
    tips = List.copyOf(tips);
    clarifyingQuestions = List.copyOf(clarifyingQuestions);
    commonMistakes = List.copyOf(commonMistakes);
    followUps = List.copyOf(followUps);
  }

  /** What that company looks for in this question, if the catalogue knows. */
  public Optional<CompanyFocus> focusOf(String companyId) {
    return askedBy.stream().filter(focus -> focus.company().equals(companyId)).findFirst();
  }
}
