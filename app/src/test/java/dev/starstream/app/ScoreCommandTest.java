package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
  private static final String ANSWERS =
      """
      {"id":"1","text":"Bread was wasted. I baked twice a day. Waste fell by 30%."}
      {"id":"2"}
      """;

  @TempDir private Path folder;
  private final PrintStream stdout = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(stdout);
  }

  @Test
  void answers_becomeOneLineOfJsonEach() throws IOException {
    // When
    int exitCode = run("score", file().toString());

    // Then
    assertThat(exitCode).isEqualTo(Starstream.SOME_REJECTED);
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(2)
        .satisfiesExactly(
            card -> assertThat(card).startsWith("{\"id\":\"1\",\"star\":{"),
            error ->
                assertThat(error)
                    .isEqualTo(
                        "{\"id\":\"2\",\"error\":\"line 2: /text: missing (expected: the answer as"
                            + " a string)\"}"));
  }

  @Test
  void explain_saysWhyInsteadOfJson() throws IOException {
    // When
    int exitCode = run("score", "--explain", file().toString());

    // Then
    assertThat(exitCode).isEqualTo(Starstream.SOME_REJECTED);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("1: overall ")
        .contains("\"30%\" percent, outcome: ", "pass mark ", "\n2: line 2: /text: missing")
        .doesNotContain("\"star\"");
  }

  private static int run(String... args) {
    return Starstream.commandLine().execute(args);
  }

  private Path file() throws IOException {
    return Files.writeString(folder.resolve("answers.jsonl"), ANSWERS);
  }
}
