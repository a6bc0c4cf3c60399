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

class EvalCommandTest {
  private static final String GOOD =
      """
      {"id":"1","voice":"baker","text":"Bread was wasted. I baked twice a day.",\
      "sentences":[{"start":0,"end":17,"part":"situation"},{"start":18,"end":38,"part":"none"}]}
      """;

  @TempDir private Path folder;
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopListening() {
    System.setOut(stdout);
    System.setErr(stderr);
  }

  @Test
  void labelledFile_isReportedWithMarksAndVoices() throws IOException {
    // When
    int exitCode = run("eval", file(GOOD).toString());

    // Then
    assertThat(exitCode).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("answers: 1; labelled sentences: 2; voices: 1\n\nMarks\n")
        .contains("part of a sentence, macro-F1", "baker", "not labelled")
        .doesNotContain("Misjudged");
  }

  @Test
  void errors_listWhatWasMisjudged() throws IOException {
    // Given an act that is labelled as none on purpose
    String act = "I called three bakeries, rented their ovens and moved our dough there by van.";
    String text = "Last March our only oven broke down. " + act;
    String labelled =
        "{\"id\": \"1\", \"text\": \"%s\", \"sentences\": [{\"start\": 37, \"end\": %d, \"part\": \"none\"}]}"
            .formatted(text, text.length());

    // When
    run("eval", "--errors", "3", file(labelled).toString());

    // Then
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("none -> action (1)\n  ", ": " + act + "\n");
  }

  @Test
  void json_isOneObject() throws IOException {
    // When
    run("eval", "--json", file(GOOD).toString());

    // Then
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\n  \"answers\" : 1,")
        .endsWith("}\n");
  }

  @Test
  void badLine_isReportedAndTheOthersAreEvaluated() throws IOException {
    // Given
    Path file = file("{\"id\":\"2\"}\n" + GOOD);

    // When
    int exitCode = run("eval", file.toString());

    // Then
    assertThat(exitCode).isEqualTo(Starstream.SOME_REJECTED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "starstream: " + file + ":1: /text: missing (expected: the answer as a string)\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("answers: 1;");
  }

  @Test
  void missingFile_isAWrongCall() {
    assertThat(run("eval", folder.resolve("nowhere.jsonl").toString()))
        .isEqualTo(Starstream.WRONG_CALL);
    assertThat(run("eval")).isEqualTo(Starstream.WRONG_CALL);
  }

  private static int run(String... args) {
    return Starstream.commandLine().execute(args);
  }

  private Path file(String lines) throws IOException {
    return Files.writeString(folder.resolve("labelled.jsonl"), lines);
  }
}
