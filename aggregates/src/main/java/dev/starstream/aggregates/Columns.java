package dev.starstream.aggregates;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What several tables say in the same way: enum words, times and their partitions. */
final class Columns {

  private static final Map<Enum<?>, String> WORDS = new ConcurrentHashMap<>();

  static final Instant FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z");
  static final Instant TIMES_END = Instant.parse("2100-01-01T00:00:00Z");

  /** The word of an Avro enum constant in SQL: {@code SENIOR} is {@code senior}. */
  static String word(Enum<?> constant) {
    return WORDS.computeIfAbsent(constant, any -> any.name().toLowerCase(Locale.ROOT));
  }

  /** Milliseconds for DateTime64(3), of a time that a partition can be told of. */
  static long millis(String column, Instant time) {
    if (time.isBefore(FIRST_TIME) || !time.isBefore(TIMES_END)) {
      throw new RowRefusedException(
          column + ": " + time + " (expected: " + FIRST_TIME + " to before " + TIMES_END + ")");
    }
    return time.toEpochMilli();
  }

  /** ClickHouse's toYYYYMM. */
  static int month(String column, Instant time) {
    var day = LocalDate.ofEpochDay(Math.floorDiv(millis(column, time), 86_400_000L));
    return day.getYear() * 100 + day.getMonthValue();
  }

  /** ClickHouse's toDate, as days since 1970. */
  static int day(String column, Instant time) {
    return (int) Math.floorDiv(millis(column, time), 86_400_000L);
  }

  /** Hour of day, 0 to 23, on a clock with that offset from UTC. */
  static int localHour(Instant time, int offsetMinutes) {
    return (int) (Math.floorMod(localMinutes(time, offsetMinutes), 24L * 60) / 60);
  }

  /** Weekday, 1 Monday to 7 Sunday, on a clock with that offset from UTC. */
  static int localDayOfWeek(Instant time, int offsetMinutes) {
    // The first day of 1970 was a Thursday.
    return (int) Math.floorMod(Math.floorDiv(localMinutes(time, offsetMinutes), 24 * 60) + 3, 7L)
        + 1;
  }

  private static long localMinutes(Instant time, int offsetMinutes) {
    return Math.floorDiv(time.getEpochSecond(), 60) + offsetMinutes;
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
