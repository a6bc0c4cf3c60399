package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ColumnsTest {

  @Test
  void localClock_isAheadOrBehindUtc() {
    var saturday = Instant.parse("2026-10-31T22:30:00Z").toEpochMilli();
    assertThat(Columns.localHour(saturday, 120)).isZero();
    assertThat(Columns.localDayOfWeek(saturday, 120)).isEqualTo(7);
    assertThat(Columns.localHour(saturday, -1080)).isEqualTo(4);
    assertThat(Columns.localDayOfWeek(saturday, 0)).isEqualTo(6);
  }

  /** The publisher's offset says which of the two it is; no time zone is guessed. */
  @Test
  void hourThatComesTwiceWhenClocksGoBack_isTheHourOnTheClockBothTimes() {
    var summer = Instant.parse("2026-10-25T00:30:00Z").toEpochMilli();
    var winter = Instant.parse("2026-10-25T01:30:00Z").toEpochMilli();
    assertThat(Columns.localHour(summer, 120)).isEqualTo(2);
    assertThat(Columns.localHour(winter, 60)).isEqualTo(2);
  }

  @Test
  void hourThatIsSkippedWhenClocksGoForward_isNeverOnTheClock() {
    var winter = Instant.parse("2026-03-29T00:59:59Z").toEpochMilli();
    var summer = Instant.parse("2026-03-29T01:00:00Z").toEpochMilli();
    assertThat(Columns.localHour(winter, 60)).isEqualTo(1);
    assertThat(Columns.localHour(summer, 120)).isEqualTo(3);
  }
}
