package dev.starstream.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The drill's short form, and that it can fail, which takes a profile: {@code mvn -Pdrills verify}.
 * docs/FAULT-DRILL.md has the long form.
 */
@Tag("drill")
class FaultDrillIT {

  /** Of all kinds its first twenty leave out only three of the network and the jumping clock. */
  private static final long SEED = 214;

  @BeforeAll
  static void needsProcessesToKill() {
    assumeFalse(
        "testcontainers".equalsIgnoreCase(System.getenv("STARSTREAM_STACK")),
        "the drill kills processes of the embedded stack; STARSTREAM_STACK asks for containers");
  }

  @Test
  void twentyFaults_everyAnswerIsThereOnce() throws Exception {
    // When
    var report = run(new Drill.Spec(20_000, 20, SEED, Set.of(), Optional.empty()));
    // Then
    assertThat(report.failed()).as(report.text()).isEmpty();
    assertThat(report.faults().values().stream().mapToInt(Integer::intValue).sum())
        .as(report.text())
        .isEqualTo(20);
  }

  @Test
  @Tag("long")
  void offsetCommittedFirst_answersAreMissing() throws Exception {
    assertThat(failedChecks(Breakage.COMMIT_FIRST))
        .contains("answers sent = answers scored", "verify answers.scored")
        .doesNotContain("verify answers_daily");
  }

  @Test
  @Tag("long")
  void rollupsRememberNoInsert_theyCountTwice() throws Exception {
    assertThat(failedChecks(Breakage.NO_VIEW_WINDOW))
        .containsExactly(
            "verify answers_daily",
            "verify mistakes_daily",
            "verify star_daily",
            "verify questions_daily");
  }

  @Test
  @Tag("long")
  void tokenOfTheContent_oneOfTwoEqualAnswersIsMissing() throws Exception {
    assertThat(failedChecks(Breakage.CONTENT_TOKEN))
        .contains("answers sent = answers scored", "equal answers are two", "texts = scores")
        .doesNotContain("verify answers_daily");
  }

  private static List<String> failedChecks(Breakage breakage) throws Exception {
    var faults = breakage.revealedBy().size();
    return run(new Drill.Spec(600, faults, SEED, Set.of(), Optional.of(breakage))).failed();
  }

  private static DrillReport run(Drill.Spec spec) throws Exception {
    var report = new Drill(spec, System.out::println).run();
    System.out.print(report.text());
    return report;
  }
}
