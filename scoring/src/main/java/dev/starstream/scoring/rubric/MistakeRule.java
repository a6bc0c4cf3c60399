package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A general mistake as data. Which evidence makes it is code; its words, limits, costs and advice
 * are here, beside texts that have it (hits) and texts that nearly do (misses).
 *
 * @param advice by level; every level has one
 * @param cues lists of phrases, by name
 * @param limits numbers, by name
 * @param score how its evidence is weighed, where it is
 */
public record MistakeRule(
    GeneralMistake mistake,
    String title,
    Severity severity,
    double structureCost,
    double contentCost,
    double overallCap,
    Map<Level, String> advice,
    Map<String, List<String>> cues,
    Map<String, Double> limits,
    Optional<Score> score,
    List<Case> hits,
    List<Case> misses) {

  /**
   * Evidence with weights: the mistake is made when the sum is above 0.
   *
   * @param start what there is without any evidence
   * @param weights by the name of the evidence; above 0 if it speaks for the mistake
   */
  public record Score(double start, Map<String, Double> weights) {}

  /**
   * A text with which the rule is tried.
   *
   * @param evidence what the rule must quote, character by character; empty if it quotes nothing
   * @param question id of a question in the catalogue
   */
  public record Case(
      String text,
      Optional<String> evidence,
      Optional<String> question,
      Optional<String> questionText) {}

  /** The id in scorecards. */
  public String id() {
    return mistake.id();
  }
}
