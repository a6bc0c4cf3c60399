package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ColumnsTest {

  @Test
  void localClock_isAheadOrBehindUtc() {
    var saturday = Instant.parse("2026-10-31T22:30:00Z");
    assertThat(Columns.localHour(saturday, 120)).isZero();
    assertThat(Columns.localDayOfWeek(saturday, 120)).isEqualTo(7);
    assertThat(Columns.localHour(saturday, -1080)).isEqualTo(4);
    assertThat(Columns.localDayOfWeek(saturday, 0)).isEqualTo(6);
  }
}
