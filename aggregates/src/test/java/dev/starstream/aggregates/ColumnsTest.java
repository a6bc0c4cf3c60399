package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ColumnsTest {

  @Test
  void candidateKey_isTheBeginningOfAHashOfTenantAndReference() {
    // printf 'dev\0candidate-1' | sha256sum | head -c 16
    assertThat(Long.toHexString(Columns.candidateKey("dev", "candidate-1")))
        .isEqualTo("bfd9209666389e2d");
    assertThat(Columns.candidateKey("dev", "candidate-1"))
        .isNotEqualTo(Columns.candidateKey("other", "candidate-1"));
  }

  @Test
  void localClock_isAheadOrBehindUtc() {
    var saturday = Instant.parse("2026-10-31T22:30:00Z");
    assertThat(Columns.localHour(saturday, 120)).isZero();
    assertThat(Columns.localDayOfWeek(saturday, 120)).isEqualTo(7);
    assertThat(Columns.localHour(saturday, -1080)).isEqualTo(4);
    assertThat(Columns.localDayOfWeek(saturday, 0)).isEqualTo(6);
  }
}
