package dev.starstream.scoring.rubric;

import java.util.Locale;
import java.util.Optional;

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

  /** The level with this name: one of the four, or a name that other sources use for them. */
  public static Optional<Level> named(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "junior", "entry", "intern", "graduate" -> Optional.of(JUNIOR);
      case "mid", "intermediate" -> Optional.of(MID);
      case "senior" -> Optional.of(SENIOR);
      case "staff", "lead", "principal", "architect", "manager", "director", "executive" ->
          Optional.of(STAFF);
      default -> Optional.empty();
    };
  }
}
