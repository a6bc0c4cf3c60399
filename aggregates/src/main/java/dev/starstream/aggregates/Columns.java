package dev.starstream.aggregates;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What several tables say in the same way: enum words, times and their partitions. */
final class Columns {

  private static final Map<Enum<?>, Slice> WORDS = new ConcurrentHashMap<>();

  static final Instant FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z");
  static final Instant TIMES_END = Instant.parse("2100-01-01T00:00:00Z");

  private static final long FIRST_MILLIS = FIRST_TIME.toEpochMilli();
  private static final long LAST_MILLIS = TIMES_END.toEpochMilli() - 1;

  /** The word of an Avro enum constant in SQL: {@code SENIOR} is {@code senior}. */
  static Slice word(Enum<?> constant) {
    return WORDS.computeIfAbsent(constant, any -> Slice.of(any.name().toLowerCase(Locale.ROOT)));
  }

  /** Milliseconds since 1970 for DateTime64(3), of a time that a partition can be told of. */
  static long millis(String column, long time) {
    if (time != nearestMillis(time)) {
      throw new RowRefusedException(
          "%s: %s (expected: %s to before %s)"
              .formatted(column, Instant.ofEpochMilli(time), FIRST_TIME, TIMES_END));
    }
    return time;
  }

  /** The nearest time that a partition can be told of. */
  static long nearestMillis(long time) {
    return Math.min(Math.max(time, FIRST_MILLIS), LAST_MILLIS);
  }

  /** ClickHouse's toYYYYMM. */
  static int month(String column, long millis) {
    var day = LocalDate.ofEpochDay(day(column, millis));
    return day.getYear() * 100 + day.getMonthValue();
  }

  /** ClickHouse's toDate, as days since 1970. */
  static int day(String column, long millis) {
    return (int) Math.floorDiv(millis(column, millis), 86_400_000L);
  }

  /** Hour of day, 0 to 23, on a clock with that offset from UTC. */
  static int localHour(long millis, int offsetMinutes) {
    return (int) (Math.floorMod(localMinutes(millis, offsetMinutes), 24L * 60) / 60);
  }

  /** Weekday, 1 Monday to 7 Sunday, on a clock with that offset from UTC. */
  static int localDayOfWeek(long millis, int offsetMinutes) {
    // The first day of 1970 was a Thursday.
    return (int) Math.floorMod(Math.floorDiv(localMinutes(millis, offsetMinutes), 24 * 60) + 3, 7L)
        + 1;
  }

  private static long localMinutes(long millis, int offsetMinutes) {
    return Math.floorDiv(millis, 60_000L) + offsetMinutes;
  }

  /** A number that must fit a column. */
  static long within(String column, long value, long max) {
    if (value < 0 || value > max) {
      throw new RowRefusedException(column + ": " + value + " (expected: 0 to " + max + ")");
    }
    return value;
  }

  static String orEmpty(String nullable) {
    return nullable == null ? "" : nullable;
  }

  private Columns() {}
}
