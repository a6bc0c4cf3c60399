package dev.starstream.devstack.cohort;

import java.time.Instant;

/**
 * Which cohort to make.
 *
 * @param answers how many answers
 * @param seed the same seed gives the same cohort
 * @param until no answer is submitted after it, and none more than eight weeks before it
 */
public record CohortSpec(int answers, long seed, Instant until) {
  public CohortSpec {
    if (answers < 1) {
      throw new IllegalArgumentException("answers: " + answers + " (expected: at least 1)");
    }
  }
}
