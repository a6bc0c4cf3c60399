package dev.starstream.scoring.score;

/**
 * Hears of every number that a decision adds up, while it is added up: so an explanation cannot
 * differ from the decision. Scoring itself listens to none.
 */
interface Reasons {
  /** Nobody listens. */
  Reasons UNHEARD = (sum, what, points, of) -> {};

  /**
   * A number was added.
   *
   * @param what a part, an id or words; no text is made for it while nobody listens
   * @param points what was added; negative if taken off
   * @param of what it could have been at most; 0 if that does not apply
   */
  void add(Explanation.Sum sum, Object what, double points, double of);
}
