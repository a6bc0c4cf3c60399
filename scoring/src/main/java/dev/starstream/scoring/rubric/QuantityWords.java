package dev.starstream.scoring.rubric;

import java.util.List;
import java.util.Map;

/**
 * The words of the quantity grammar and of the outcome decision.
 *
 * @param outcomeWeights of what speaks for and against an outcome, by name; above 0 in sum, it is
 *     one
 */
public record QuantityWords(
    Map<String, Double> numbers,
    Map<String, Double> magnitudes,
    Map<MetricKind, Map<String, List<String>>> units,
    List<String> workers,
    Map<String, String> currencies,
    Map<String, Double> fractions,
    Map<String, Double> multipliers,
    List<String> frequencies,
    List<String> scored,
    List<String> scoreJoins,
    List<String> approximations,
    List<String> moneyBefore,
    List<String> timeBefore,
    List<String> rated,
    List<String> named,
    List<String> idioms,
    List<String> change,
    List<String> plan,
    Map<String, List<String>> outcomeCues,
    Map<String, Double> outcomeWeights) {}
