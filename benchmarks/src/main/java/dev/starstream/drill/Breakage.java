package dev.starstream.drill;

import java.util.List;
import java.util.Locale;

/** A sink that is broken on purpose, to see that the drill notices. */
public enum Breakage {
  /** Commits the offset after a range before its rows are inserted. */
  COMMIT_FIRST(List.of(FaultKind.KILL_SINK_IN_OUTAGE, FaultKind.KILL_SINK_BETWEEN_TABLES)),
  /** Runs on rollups that remember no insert. */
  NO_VIEW_WINDOW(List.of(FaultKind.LOSE_INSERT_REPLY)),
  /** Tokens say what is in a row, and not where it came from. */
  CONTENT_TOKEN(List.of());

  @SuppressWarnings("ImmutableEnumChecker") // List.of is
  private final List<FaultKind> revealedBy;

  Breakage(List<FaultKind> revealedBy) {
    this.revealedBy = revealedBy;
  }

  /** As a flag: {@code commit-first}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The faults that suffice to show it. */
  List<FaultKind> revealedBy() {
    return revealedBy;
  }
}
