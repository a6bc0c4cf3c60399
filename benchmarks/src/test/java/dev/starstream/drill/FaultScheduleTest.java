package dev.starstream.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

  private static final EnumSet<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void sameSeed_isTheSameSchedule() {
    assertThat(FaultSchedule.draw(7, 100, ALL)).isEqualTo(FaultSchedule.draw(7, 100, ALL));
  }

  @Test
  void otherSeed_isAnotherOrder() {
    assertThat(FaultSchedule.draw(7, 100, ALL)).isNotEqualTo(FaultSchedule.draw(8, 100, ALL));
  }

  @Test
  void everyKind_comesOnceBeforeAnyComesTwice() {
    // When
    var schedule = FaultSchedule.draw(3, ALL.size() + 1, ALL);
    // Then
    assertThat(schedule.subList(0, ALL.size()))
        .extracting(FaultSchedule.Fault::kind)
        .containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void kindThatIsNotPossible_leavesTheOthersAsTheyAre() {
    // Given
    var whole = FaultSchedule.draw(3, ALL.size(), ALL);
    var without = EnumSet.complementOf(EnumSet.of(FaultKind.CLOCK_JUMP));
    // When
    var schedule = FaultSchedule.draw(3, without.size(), without);
    // Then
    assertThat(schedule)
        .isEqualTo(whole.stream().filter(fault -> fault.kind() != FaultKind.CLOCK_JUMP).toList());
  }
}
