package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The quantities of a text, in order, not overlapping. */
final class Quantities {
  /**
   * A quantity with a unit or a counted noun.
   *
   * @param fromToken first token
   * @param toToken one past the last token
   * @param unit name of the unit; empty if there is none
   */
  record Quantity(
      Span span,
      MetricKind kind,
      OptionalDouble value,
      String unit,
      int sentence,
      int fromToken,
      int toToken) {}

  private final List<Quantity> found = new ArrayList<>();
  private final int[] firstOfSentence;

  Quantities(List<Quantity> found, int sentences) {
    this.found.addAll(found);
    firstOfSentence = new int[sentences + 1];
    for (Quantity quantity : found) {
      firstOfSentence[quantity.sentence() + 1]++;
    }
    for (int i = 0; i < sentences; i++) {
      firstOfSentence[i + 1] += firstOfSentence[i];
    }
  }

  int count() {
    return found.size();
  }

  int sentences() {
    return firstOfSentence.length - 1;
  }

  /** The first quantity of a sentence. */
  int from(int sentence) {
    return firstOfSentence[sentence];
  }

  /** One past the last quantity of a sentence. */
  int to(int sentence) {
    return firstOfSentence[sentence + 1];
  }

  /** Which of the quantities it is. */
  int numberOf(Quantity quantity) {
    int low = from(quantity.sentence());
    int high = to(quantity.sentence()) - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (found.get(middle).fromToken() < quantity.fromToken()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  Quantity get(int number) {
    return found.get(number);
  }

  MetricKind kind(int number) {
    return found.get(number).kind();
  }
}
