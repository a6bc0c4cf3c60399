package dev.starstream.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.starstream.app.Settings;
import dev.starstream.app.doctor.Finding.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  private static final long MIB = 1024 * 1024;

  @Test
  void serverThatIsAway_isDownOnce_andWhatHangsOnItIsUnknown() {
    // Given
    var away =
        examination(
            found -> {
              found.accept(Finding.ok("one", "fine"));
              throw new IllegalStateException("outer", new IOException("refused\nat x"));
            });

    // When
    var report = new Doctor(List.of(), List.of(away), Duration.ofSeconds(5)).run();

    // Then
    assertThat(report.findings())
        .extracting(Finding::check, Finding::state, Finding::found)
        .containsExactly(
            tuple("one", State.OK, "fine"),
            tuple("two", State.DOWN, "IOException: refused"),
            tuple("three", State.UNKNOWN, "not asked, since two is down"));
    assertThat(report.findings().get(1).cure()).contains("start it");
    assertThat(report.worst()).isEqualTo(State.DOWN);
  }

  @Test
  void serverThatNeverAnswers_isGivenUp_andTheOthersAreAskedAllTheSame() {
    // Given
    var silent = examination(found -> Thread.sleep(60_000));
    var other =
        examination(
            found -> {
              found.accept(Finding.ok("one", "a"));
              found.accept(Finding.ok("two", "b"));
              found.accept(Finding.warning("three", "c", "d"));
            });

    // When
    var began = System.nanoTime();
    var report = new Doctor(List.of(), List.of(silent, other), Duration.ofMillis(300)).run();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(report.findings()).hasSize(6);
    assertThat(report.findings().get(0).found()).isEqualTo("no answer in time");
    assertThat(report.findings().get(5).state()).isEqualTo(State.WARNING);
  }

  @Test
  void text_hasALineEachAndCuresBeneath() {
    var report =
        new DoctorReport(
            List.of(
                Finding.ok("kafka", "1 broker"),
                Finding.wrong("deduplication", "window is 10", "widen it")));

    assertThat(report.text().lines())
        .containsExactly(
            "ok       kafka          1 broker",
            "wrong    deduplication  window is 10",
            "                        cure: widen it",
            "",
            "something is wrong");
  }

  @Test
  void json_saysTheSame() {
    var json = new DoctorReport(List.of(Finding.down("kafka", "refused", "start it"))).json();

    assertThat(json)
        .hasToString(
            "{\"worst\":\"down\",\"checks\":[{\"check\":\"kafka\",\"state\":\"down\",\"found\":"
                + "\"refused\",\"cure\":\"start it\"}]}");
  }

  @Test
  void wrongSettings_areAllNamed() {
    try {
      Settings.load(Optional.empty(), Map.of(), Map.of("http.port", "99999", "tenant", "No"));
    } catch (Settings.InvalidSettingsException e) {
      var findings = Doctor.ofWrong(e).run().findings();
      assertThat(findings).hasSize(2).allMatch(one -> one.state() == State.WRONG);
      return;
    }
    throw new AssertionError("settings were taken");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, OK",
    "2, 200000, WARNING",
    "0, 0, WARNING",
    "0, 5, WRONG",
  })
  void group_isJudgedByWhoWorksAndWhatWaits(int members, long lag, State state) {
    assertThat(KafkaChecks.group("sink", "g", members, lag, "c").state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "-1900, OK", "2500, WRONG", "-90000, WRONG"})
  void clock_mayBeOffByTwoSeconds(long aheadMs, State state) {
    assertThat(KafkaChecks.clock(Duration.ofMillis(aheadMs)).state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 9000, OK",
    "true, 1000, WARNING",
    "true, 100, WRONG",
    "false, 9000, WRONG",
  })
  void stateDirectory_needsRoomAndLeave(boolean writable, long mib, State state) {
    assertThat(MachineChecks.space(Path.of("/x"), writable, mib * MIB).state()).isEqualTo(state);
  }

  @Test
  void machine_isJudgedByItsSize() {
    assertThat(MachineChecks.java(11).state()).isEqualTo(State.WRONG);
    assertThat(MachineChecks.memory(1024 * MIB, MIB).state()).isEqualTo(State.WARNING);
    assertThat(MachineChecks.files(10, 1024).cure().orElseThrow()).contains("ulimit -n");
    assertThat(ClickHouseChecks.version("24.8.1.1", "u").state()).isEqualTo(State.WARNING);
    assertThat(ClickHouseChecks.version("26.5.1.1", "u").state()).isEqualTo(State.OK);
    assertThat(ClickHouseChecks.rejects(Map.of("invalid", 500L)).found())
        .isEqualTo("in the last hour: 500 invalid");
  }

  @Test
  void lastVerification_isReadFromTheMetrics() {
    var fine =
        """
        # TYPE starstream_reconcile_difference gauge
        starstream_reconcile_difference{check="answer_scores"} 0.0
        starstream_reconcile_last_success_seconds 1.7956776E9
        """;

    assertThat(HttpChecks.verification("").state()).isEqualTo(State.UNKNOWN);
    assertThat(HttpChecks.verification(fine).state()).isEqualTo(State.OK);
    assertThat(HttpChecks.verification(fine.replace(" 0.0", " 2.0")))
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(State.WRONG);
              assertThat(finding.found()).startsWith("differences in answer_scores at 2026-");
            });
  }

  private interface Work {
    void examine(Consumer<Finding> found) throws Exception;
  }

  private static Examination examination(Work work) {
    return new Examination() {
      @Override
      public List<String> checks() {
        return List.of("one", "two", "three");
      }

      @Override
      public void examine(Consumer<Finding> found) throws Exception {
        work.examine(found);
      }

      @Override
      public String cure() {
        return "start it";
      }
    };
  }
}
