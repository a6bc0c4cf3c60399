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

  private static final Part[] ALL = values();

  /** Its place in arrays of weights, from 0. */
  @SuppressWarnings("EnumOrdinal") // a place in arrays that live as long as the enum
  public int index() {
    return ordinal();
  }

  /** The part with that index. */
  public static Part at(int index) {
    return ALL[index];
  }

  /** The word for it in rubric files and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
