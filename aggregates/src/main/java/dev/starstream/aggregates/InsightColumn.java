package dev.starstream.aggregates;

import java.util.Locale;

/**
 * A column of an insight's answer, as its header declares it.
 *
 * @param name its name in the SQL, in JSON and in CSV
 * @param unit what its values are, which decides how they are shown
 * @param detail whether a terminal, which is narrow, leaves it out
 * @param doc what it means
 */
public record InsightColumn(String name, Unit unit, boolean detail, String doc) {

  /** What the values of a column are. */
  public enum Unit {
    /** Words or an id. */
    TEXT,
    /** A whole number of things. */
    COUNT,
    /** A part of a whole, 0 to 1; shown as percent. */
    SHARE,
    /** A score or a difference of scores, -1 to 1; shown with two decimals. */
    SCORE,
    /** A quotient, a correlation or a mean; shown with two decimals. */
    NUMBER,
    /** Seconds. */
    SECONDS,
    /** A calendar day, UTC. */
    DAY,
    /** A point in time, UTC. */
    TIME,
    /** 1 if it holds, otherwise 0; shown as the column's name, or nothing. */
    FLAG,
    /** Several values. */
    LIST;

    static Unit of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean leftAligned() {
      return switch (this) {
        case TEXT, FLAG, LIST -> true;
        case COUNT, SHARE, SCORE, NUMBER, SECONDS, DAY, TIME -> false;
      };
    }
  }

  public InsightColumn {
    if (doc.isBlank()) {
      throw new IllegalArgumentException("column " + name + ": no meaning (expected: ': text')");
    }
  }
}
