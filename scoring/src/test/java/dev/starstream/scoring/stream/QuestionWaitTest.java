package dev.starstream.scoring.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuestionWaitTest {

  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
  private Duration slept = Duration.ZERO;

  /** Time passes by sleeping only; it runs over, as {@code System.nanoTime} may. */
  private final QuestionWait wait = new QuestionWait(() -> nanos, this::sleep);

  @Test
  void knownQuestion_isNotWaitedFor() {
    wait.until(() -> true);

    assertThat(slept).isZero();
  }

  @Test
  void questionThatComesMeanwhile_endsTheWait() {
    wait.until(() -> slept.toMillis() >= 40);

    assertThat(slept).isBetween(Duration.ofMillis(40), Duration.ofMillis(60));
  }

  @Test
  void questionThatNeverComes_isWaitedForASecondAndThenNobodyWaitsForTen() {
    wait.until(() -> false);
    assertThat(slept).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1020));

    slept = Duration.ZERO;
    wait.until(() -> false);
    assertThat(slept).isZero();

    nanos += QuestionWait.REST.toNanos();
    wait.until(() -> false);
    assertThat(slept).isPositive();
  }

  @Test
  void waitThatWasNotInVain_isNoReasonToRest() {
    wait.until(() -> slept.toMillis() >= 500);
    wait.until(() -> slept.toMillis() >= 900);

    assertThat(slept).isGreaterThanOrEqualTo(Duration.ofMillis(900));
  }

  private void sleep(Duration time) {
    nanos += time.toNanos();
    slept = slept.plus(time);
  }
}
