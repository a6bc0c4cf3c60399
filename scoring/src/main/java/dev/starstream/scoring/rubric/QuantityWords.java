package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/** The words of the quantity grammar and the weights of the outcome decision. */
public record QuantityWords(
    Map<String, Double> numbers,
    Map<String, Double> magnitudes,
    List<String> many,
    Map<MetricKind, Map<String, List<String>>> units,
    List<String> workers,
    Map<String, String> currencies,
    Map<String, Double> fractions,
    Map<String, Double> multipliers,
    List<String> frequencies,
    List<String> scored,
    List<String> scoreJoins,
    List<String> approximations,
    List<String> idioms,
    Outcome outcome,
    List<String> change,
    List<String> plan,
    List<String> scope,
    List<String> problem,
    List<String> effort) {
  /** What speaks for and against an outcome; above 0 in sum, it is one. */
  public record Outcome(
      Map<Part, Double> part,
      Map<MetricKind, Double> kind,
      double zero,
      double changeNear,
      double changeInSentence,
      double planNear,
      double planInSentence,
      double scopeNear,
      double problemNear,
      double effortNear) {}
}
