package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.scoring.score.AnswerScorer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RescoreCommandTest {
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setErr(stderr);
  }

  @Test
  void anotherVersionThanThisBuilds_isRefusedNamingBoth() {
    // When
    int exitCode = run("rescore", "--version", "0.9", "--from", "2026-11-01");

    // Then
    assertThat(exitCode).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("this build's scorer is version " + AnswerScorer.VERSION + ", not 0.9");
  }

  @Test
  void startThatIsNoTime_isRefused() {
    // When
    int exitCode = run("rescore", "--version", AnswerScorer.VERSION, "--from", "yesterday");

    // Then
    assertThat(exitCode).isEqualTo(Starstream.WRONG_CALL);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("'yesterday' is no point in time");
  }

  private static int run(String... args) {
    return Starstream.commandLine().execute(args);
  }
}
