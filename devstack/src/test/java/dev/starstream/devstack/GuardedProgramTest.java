package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedProgramTest {
  private Process guard;
  private ProcessHandle program;

  @AfterEach
  void endAll() {
    program.destroyForcibly();
    guard.destroyForcibly();
  }

  @Test
  void endOfInput_endsTheProgram() throws Exception {
    // Given
    start("sleep", "60");

    // When
    guard.getOutputStream().close();

    // Then
    assertEnds();
  }

  @Test
  void termination_isPassedOn() throws Exception {
    // Given
    start("sleep", "60");

    // When
    guard.destroy();

    // Then
    assertEnds();
  }

  @Test
  void exitCode_isTheProgramsOwn() throws Exception {
    // When
    start("sh", "-c", "sleep 0.2; exit 7");

    // Then
    assertThat(guard.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.exitValue()).isEqualTo(7);
  }

  private void start(String... command) throws Exception {
    guard = new ProcessBuilder(GuardedProgram.command(List.of(command))).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < deadline) {
      var found =
          guard
              .descendants()
              .filter(handle -> handle.info().command().orElse("").endsWith(name(command)))
              .findFirst();
      if (found.isPresent()) {
        program = found.get();
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the program did not start");
  }

  private static String name(String... command) {
    return command[0].equals("sh") ? "sleep" : command[0];
  }

  private void assertEnds() throws Exception {
    program.onExit().get(10, TimeUnit.SECONDS);
    assertThat(guard.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
