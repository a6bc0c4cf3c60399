package dev.starstream.scoring.score;

import java.util.Optional;

/**
 * What could be better.
 *
 * @param id of its sentences in {@code critique.yaml}: that of a general mistake, or one of those
 *     below
 * @param gain the overall score with it mended, less the score as it is
 * @param sure whether the scorer is sure that it is a gap
 * @param mistake empty for what earns points without being a mistake
 */
record Mend(String id, double gain, boolean sure, Optional<Findings.Mistake> mistake) {
  static final String NO_TASK = "no_task";
  static final String OWN = "own";
  static final String KEY_POINT = "key_point";
  static final String COMPANY = "company";
  static final String LEVEL = "level";
  static final String DELIVERY = "delivery";

  /**
   * What is not sure counts less, so that a sure fix comes before a doubtful one: a part that may
   * be there after all, and what was looked for by its words only.
   */
  private static final double DOUBTFUL_PART = 0.8;

  private static final double DOUBTFUL_WORDS = 0.45;

  double likelyGain() {
    if (sure) {
      return gain;
    }
    return gain * (id.startsWith("no_") ? DOUBTFUL_PART : DOUBTFUL_WORDS);
  }

  /** Whether it asks for a key point of the question. */
  boolean isKeyPoint() {
    return id.equals(KEY_POINT) || mistake.map(Findings.Mistake::missingKeyPoint).orElse(false);
  }
}
