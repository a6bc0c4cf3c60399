package dev.starstream.scoring.rubric;

import java.util.Locale;

/** What a sentence tells: one of the five STAR parts, or no part of a story. */
public enum Part {
  SITUATION,
  TASK,
  ACTION,
  RESULT,
  LEARNING,
  NONE;

  /** The word for it in rubric files and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
