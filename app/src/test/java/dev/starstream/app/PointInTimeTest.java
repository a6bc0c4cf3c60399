package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PointInTimeTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-20, 2026-11-20T00:00:00Z",
    "2026-11-20T07:00:01.5Z, 2026-11-20T07:00:01.5Z",
    "90s, 2026-11-21T08:28:30Z",
    "30m, 2026-11-21T08:00:00Z",
    "24h, 2026-11-20T08:30:00Z",
    "7d, 2026-11-14T08:30:00Z",
  })
  void dayInstantOrHowLongAgo_isAPointInTime(String typed, Instant expected) {
    assertThat(PointInTime.parse(typed, NOW)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "24", "-24h", "2026-13-01", "2026-11-20T07:00", "1.5h"})
  void anythingElse_isRefusedWithWhatIsExpected(String typed) {
    assertThatThrownBy(() -> PointInTime.parse(typed, NOW))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + typed + "' is no point in time (expected: a day such as");
  }

  @Test
  void optionWithWrongTime_isRefused() {
    assertThat(Starstream.commandLine().execute("rejected", "list", "--since", "soon"))
        .isEqualTo(Starstream.WRONG_CALL);
  }
}
