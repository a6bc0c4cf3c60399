package dev.starstream.scoring.rubric;

import java.util.Locale;

/** How much a mistake hurts; the most severe comes first. */
public enum Severity {
  CRITICAL,
  MAJOR,
  MINOR;

  /** The word for it in rubric files and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
