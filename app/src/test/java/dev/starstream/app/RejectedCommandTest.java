package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What is refused before any server is asked. */
class RejectedCommandTest {

  private final StringWriter err = new StringWriter();

  @Test
  void replayOfEverything_isRefused() {
    assertThat(run("rejected", "replay", "--tenant", "acme")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString())
        .contains(
            "Nothing says what to replay (expected: at least one of --reason, --since and --id)");
  }

  @Test
  void unknownReason_isRefusedWithTheReasonsThereAre() {
    assertThat(run("rejected", "list", "--reason", "invalid,bad")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString())
        .contains(
            "'bad' is no reason (expected: other, undecodable, invalid, unknown_question,"
                + " conflicting_duplicate, unprocessable, not_insertable, erased)");
  }

  @Test
  void untilBeforeSince_isRefused() {
    assertThat(run("rejected", "list", "--since", "2026-11-20", "--until", "2026-11-19"))
        .isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString()).contains("--since: 2026-11-20T00:00:00Z (expected: not after until");
  }

  @Test
  void limitOfNone_isRefused() {
    assertThat(run("rejected", "list", "--limit", "0")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString()).contains("--limit: 0 (expected: 1 or more)");
  }

  @Test
  void noSubcommand_isRefused() {
    assertThat(run("rejected")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString()).contains("Missing command (expected: list, show or replay)");
  }

  private int run(String... args) {
    return Starstream.commandLine().setErr(new PrintWriter(err, true)).execute(args);
  }
}
