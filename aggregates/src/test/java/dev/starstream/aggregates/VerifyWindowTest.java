package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.Verifier.OpenCheck;
import dev.starstream.aggregates.VerifyReport.Difference;
import dev.starstream.aggregates.VerifyWindow.Outcome;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyWindowTest {

  @Test
  void onlyWhatEveryComparisonFound_isADifference() {
    // Given: a and b were in flight, c is wrong
    var check = check(found("a", "c"), found("c", "b"), found("c"));
    // When
    check.compare();
    check.compareAgain();
    check.compareAgain();
    // Then
    assertThat(check.result().first()).containsExactly(new Difference("c", "no row"));
    assertThat(check.result().differences()).isOne();
  }

  @Test
  void windowThatWasEqual_isNotComparedAgain() {
    // Given
    var check = check(found());
    // When
    check.compare();
    check.compareAgain();
    // Then
    assertThat(check.differs()).isFalse();
    assertThat(check.result().compared()).isEqualTo(10);
  }

  @Test
  void moreThanAreListed_areCounted() {
    // Given
    var many = new String[Verifier.LISTED + 5];
    for (var i = 0; i < many.length; i++) {
      many[i] = "id-" + i;
    }
    var check = check(new Outcome(10, found(many).differences(), 3));
    // When
    check.compare();
    // Then
    assertThat(check.result().first()).hasSize(Verifier.LISTED);
    assertThat(check.result().differences()).isEqualTo(Verifier.LISTED + 8);
  }

  private static OpenCheck check(Outcome... outcomes) {
    var left = new ArrayDeque<>(List.of(outcomes));
    return new OpenCheck("answer_scores", "each answer is one row", List.of(left::removeFirst));
  }

  private static Outcome found(String... places) {
    Map<String, Difference> differences = new LinkedHashMap<>();
    for (var place : places) {
      differences.put(place, new Difference(place, "no row"));
    }
    return new Outcome(10, differences, 0);
  }
}
