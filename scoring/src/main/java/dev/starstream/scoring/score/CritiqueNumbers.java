package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Scorecard.Metric;
import java.util.List;
import java.util.Optional;

/** Which numbers of an answer its critique speaks of: the effect, the plan, an unclear one. */
final class CritiqueNumbers {
  /** In a text of a megabyte nobody asks for more. */
  private static final int MOST_METRICS = 200;

  private final CritiqueCase about;
  private final List<Metric> metrics;

  CritiqueNumbers(CritiqueCase about) {
    this.about = about;
    List<Metric> all = about.metrics();
    metrics = all.subList(0, Math.min(MOST_METRICS, all.size()));
  }

  /** A number that nobody takes for anything but an effect. */
  Optional<Span> clearOutcome() {
    return metrics.stream()
        .filter(
            metric ->
                metric.outcome()
                    && measuresAnEffect(metric)
                    && isIn(Part.RESULT, metric)
                    && isAlone(metric))
        .map(Metric::span)
        .findFirst();
  }

  /** The first number in digits that measures the outcome. */
  Optional<Span> outcome() {
    return metrics.stream()
        .filter(metric -> metric.outcome() && hasDigit(metric))
        .filter(metric -> isIn(Part.RESULT, metric))
        .map(Metric::span)
        .findFirst();
  }

  /** A number beside the outcome which may be its measure. */
  Optional<Span> unclear() {
    return metrics.stream()
        .filter(metric -> !metric.outcome() && hasDigit(metric) && isIn(Part.RESULT, metric))
        .map(Metric::span)
        .findFirst();
  }

  /** An effect that was to be reached. */
  Optional<Span> planned() {
    return metrics.stream()
        .filter(metric -> isIn(Part.TASK, metric))
        .filter(this::measuresAnEffect)
        .map(Metric::span)
        .findFirst();
  }

  private boolean isIn(Part part, Metric metric) {
    return about.partAt(metric.span().start()) == part;
  }

  /** Of two numbers in a sentence one may be the state before. */
  private boolean isAlone(Metric metric) {
    if (metric.kind() == MetricKind.DELTA) {
      return true;
    }
    Span sentence = about.sentenceOf(metric.span());
    return metrics.stream()
        .noneMatch(
            other ->
                !other.equals(metric)
                    && other.span().start() >= sentence.start()
                    && other.span().end() <= sentence.end());
  }

  private boolean measuresAnEffect(Metric metric) {
    return switch (metric.kind()) {
      case DELTA -> true;
      case PERCENT, MULTIPLIER, SCORE -> hasDigit(metric);
      case MONEY, DURATION, COUNT -> false;
    };
  }

  private boolean hasDigit(Metric metric) {
    return metric.span().of(about.text()).chars().anyMatch(Character::isDigit);
  }
}
