package dev.starstream.scoring.rubric;

import java.util.Locale;

/** Kind of a quantity. */
public enum MetricKind {
  PERCENT,
  MONEY,
  DURATION,
  COUNT,
  MULTIPLIER,
  DELTA,
  SCORE;

  /** The word for it in rubric files and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
