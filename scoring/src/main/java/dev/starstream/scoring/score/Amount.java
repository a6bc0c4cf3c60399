package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;

/**
 * A quantity while it is read: a number, what it counts, and where it ends. One thread, one text.
 */
final class Amount {
  /** "Hundreds", "weekly": an amount, but not how much. */
  static final double UNKNOWN = -1;

  int from;

  /** The token after it. */
  int next;

  int startChar;
  int endChar;
  double value;
  boolean inWords;

  /** Whether it has a word or letter for a power of ten. */
  boolean magnitude;

  /** "9.30" */
  boolean clockLike;

  /** A range with a dash: "3-1" */
  boolean dashed;

  /** Whether its unit was not said. */
  boolean bare;

  /** Whether it turned out to be no amount: "three years ago". */
  boolean none;

  MetricKind kind;
  String unit = "";

  boolean hasUnit() {
    return kind != null;
  }
}
