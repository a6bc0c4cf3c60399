package dev.starstream.scoring.rubric;

import java.util.Locale;

/** Seniority that an answer is held to, lowest first. */
public enum Level {
  JUNIOR,
  MID,
  SENIOR,
  STAFF;

  /** The word for it in rubric files and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
