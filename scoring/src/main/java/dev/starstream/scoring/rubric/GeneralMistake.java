package dev.starstream.scoring.rubric;

import java.util.Locale;

/** The mistakes that an answer to any question can have. A question's own are in the catalogue. */
public enum GeneralMistake {
  NO_SITUATION,
  NO_ACTION,
  NO_RESULT,
  NO_QUANTIFIED_RESULT,
  NO_LEARNING,
  WE_INSTEAD_OF_I,
  LONG_SITUATION,
  HYPOTHETICAL,
  ABSOLUTIST,
  BLAMES_OTHERS,
  NO_TRADEOFF,
  SKIPS_TESTS_NO_SAFETY_NET,
  PERFECTION_NO_BUSINESS_CASE,
  GENERIC_VAGUE,
  NOT_AN_ANSWER,
  /** Not a fault of the answer: it is in a language that the scorer does not read. */
  LANGUAGE_NOT_SUPPORTED;

  /** The id in rubric files and scorecards. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
