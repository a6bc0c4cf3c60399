package dev.starstream.devstack.cohort;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/** When people practise: in the evening, at weekends by day, seldom on a Friday. */
final class PracticeCalendar {

  static final Duration WINDOW = Duration.ofDays(56);

  private static final List<Integer> HOURS = IntStream.range(0, 24).boxed().toList();
  private static final double[] WORKDAY = {
    3, 1, 0.5, 0.2, 0.2, 0.5, 2, 4, 4, 2, 2, 2, 6, 5, 2, 2, 3, 7, 11, 16, 20, 18, 11, 6
  };
  private static final double[] WEEKEND = {
    4, 2, 1, 0.3, 0.2, 0.2, 0.5, 2, 5, 10, 14, 14, 9, 8, 12, 14, 13, 11, 8, 10, 12, 11, 8, 5
  };

  private final Instant until;

  PracticeCalendar(Instant until) {
    this.until = until;
  }

  /** Some day of the window; new candidates come all the time. */
  Instant first(ZoneOffset offset, Chance chance) {
    var earliest = until.minus(WINDOW);
    var firstDay = earliest.atOffset(offset).toLocalDate().plusDays(1);
    var at = onOrAfter(firstDay.plusDays(chance.between(0, 54)), offset, chance);
    return at.isBefore(earliest) ? earliest : at;
  }

  /** Soon after, in the same sitting, or on one of the next days. */
  Instant after(Instant previous, ZoneOffset offset, Chance chance) {
    if (chance.happens(0.45)) {
      return previous.plusSeconds(chance.between(5 * 60, 40 * 60));
    }
    var nextDay = previous.atOffset(offset).toLocalDate().plusDays(1);
    return onOrAfter(nextDay.plusDays(chance.between(0, 2)), offset, chance);
  }

  boolean isOver(Instant at) {
    return at.isAfter(until);
  }

  private static Instant onOrAfter(LocalDate from, ZoneOffset offset, Chance chance) {
    var day = from;
    while (!chance.happens(inclination(day.getDayOfWeek()))) {
      day = day.plusDays(1);
    }
    var hours = isWeekend(day.getDayOfWeek()) ? WEEKEND : WORKDAY;
    int hour = chance.weighted(HOURS, h -> hours[h]);
    return day.atTime(hour, chance.between(0, 59), chance.between(0, 59)).toInstant(offset);
  }

  private static double inclination(DayOfWeek day) {
    return switch (day) {
      case SUNDAY -> 0.95;
      case SATURDAY -> 0.8;
      case MONDAY, TUESDAY, WEDNESDAY -> 0.6;
      case THURSDAY -> 0.5;
      case FRIDAY -> 0.3;
    };
  }

  private static boolean isWeekend(DayOfWeek day) {
    return day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
  }
}
