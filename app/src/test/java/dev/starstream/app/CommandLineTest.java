package dev.starstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line's manners: what goes where, and what is said when a call is wrong. */
class CommandLineTest {

  private static final String GOOD = "{\"candidateRef\":\"c\",\"text\":\"I measured it.\"}\n";
  private static final String BAD = "{\"candidateRef\":\"c\",\"level\":\"boss\",\"text\":\"t\"}\n";

  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StringWriter errors = new StringWriter();
  @TempDir private Path folder;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imprt x            | Unmatched arguments | import",
        "doctr              | Unmatched argument  | doctor",
        "import --jsn x     | Unknown option      | --json",
        "query --fromat csv | Unknown option      | --format",
      })
  void wrongCall_isOneLineWithWhatWasMeant(String call, String what, String meant) {
    // When
    int exitCode = run(call.split(" "));

    // Then
    assertThat(exitCode).isEqualTo(Starstream.WRONG_CALL);
    assertThat(out()).isEmpty();
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString())
        .startsWith("starstream: " + what)
        .contains("did you mean")
        .contains(meant)
        .contains("--help shows examples)");
  }

  @Test
  void missingFile_isOneLine() {
    assertThat(run("import", folder.resolve("none.jsonl").toString()))
        .isEqualTo(Starstream.WRONG_CALL);
    assertThat(errors.toString().lines()).hasSize(1);
    assertThat(errors.toString()).contains("none.jsonl: cannot be read");
  }

  @Test
  void oneWrongSetting_isOneLine() {
    assertThat(run("config", "--set", "http.port=99999")).isEqualTo(Starstream.WRONG_CALL);
    assertThat(errors.toString().lines()).hasSize(1);
  }

  @Test
  void explainedQuery_isSqlWithItsParameters() {
    assertThat(run("query", "trend", "-p", "company=Amazon Web Services", "--explain")).isZero();
    assertThat(out())
        .contains("SET param_company = 'amazon';\n")
        .contains("SET param_to = '2149-06-06';\n")
        .contains("FROM weeks_each(\n")
        .endsWith(";\n");
  }

  @Test
  void explainedQueryOfWhatCannotBeAsked_isAWrongCall() {
    assertThat(run("query", "trend", "-p", "level=principal", "--explain"))
        .isEqualTo(Starstream.WRONG_CALL);
    assertThat(out()).isEmpty();
    assertThat(errors.toString()).contains("level: 'principal'");
  }

  @Test
  void version_saysWhichJava() {
    assertThat(run("--version")).isZero();
    assertThat(out()).startsWith("starstream ").contains("Java " + Runtime.version());
  }

  @Test
  void completion_isAScriptThatBashTakes() throws Exception {
    // Given
    assertThat(run("completion")).isZero();
    var script = Files.writeString(folder.resolve("completion.bash"), out());

    // When
    var bash =
        new ProcessBuilder(
                "bash", "-c", "bash -n \"$0\" && source \"$0\" && complete -p starstream")
            .redirectErrorStream(true);
    bash.command().add(script.toString());
    var process = bash.start();

    // Then
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("_complete_starstream");
    assertThat(out()).contains("doctor", "--resume");
  }

  @Test
  void dryRun_publishesNothing_countsOnStdout_andTellsRefusalsOnStderr() throws IOException {
    // Given
    var file = Files.writeString(folder.resolve("a.jsonl"), GOOD + BAD + GOOD);
    var rejects = folder.resolve("rejects.ndjson");

    // When
    int exitCode =
        run("import", "--dry-run", "--json", "--rejects", rejects.toString(), file.toString());

    // Then
    assertThat(exitCode).isEqualTo(Starstream.SOME_REJECTED);
    var counts = JsonMapper.builder().build().readTree(out());
    assertThat(counts.get("read").asInt()).isEqualTo(3);
    assertThat(counts.get("accepted").asInt()).isEqualTo(2);
    assertThat(counts.get("withoutId").asInt()).isEqualTo(3);
    assertThat(counts.at("/files/0/file").asText()).isEqualTo(file.toString());
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("line 2 (import-").contains("/level"));
    assertThat(Files.readAllLines(rejects)).hasSize(1);
    assertThat(folder).isDirectoryNotContaining("glob:**checkpoint");
  }

  @Test
  void nothingIsDrawn_whereNobodyWatches() throws IOException {
    var file = Files.writeString(folder.resolve("a.jsonl"), GOOD);

    assertThat(run("import", "--dry-run", file.toString())).isZero();

    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(out()).startsWith("1 read: 1 would be accepted").doesNotContain("\u001B", "\r");
  }

  @Test
  void terminal_isWhatCanRedrawALine() throws IOException {
    var terminal = Files.createSymbolicLink(folder.resolve("t"), Path.of("/dev/pts/3"));
    var file = Files.createSymbolicLink(folder.resolve("f"), Path.of("/tmp/log"));

    assertThat(Terminal.isWatched(Map.of("TERM", "xterm"), terminal)).isTrue();
    assertThat(Terminal.isWatched(Map.of("TERM", "dumb"), terminal)).isFalse();
    assertThat(Terminal.isWatched(Map.of("TERM", "xterm"), file)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config",
        "config print --changed --set tenant=acme",
        "query",
        "query trend -p level=mid --explain",
        "completion",
        "score a.jsonl",
        "score --explain a.jsonl",
        "import --dry-run a.jsonl",
        "--version",
        "help import",
        "rejected list --help"
      })
  void data_goesToStdout_andNothingElseIsSaid(String call) throws IOException {
    var file = Files.writeString(folder.resolve("a.jsonl"), GOOD.replace("{", "{\"id\":\"1\","));

    run(call.replace("a.jsonl", file.toString()).split(" "));

    assertThat(out()).isNotBlank().doesNotContain("\u001B");
    assertThat(err.toString(StandardCharsets.UTF_8) + errors).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import -                          | --resume: there is no place",
        "import --dry-run a.jsonl          | --resume: there is no place",
        "import a.jsonl a.jsonl            | named more than once",
        "import --map x=nothing a.jsonl    | x=nothing: no such field",
        "import --rejects a.jsonl a.jsonl  | would be written over",
        "import --tenant Acme a.jsonl      | 1 to 64 lower-case letters",
      })
  void importThatMakesNoSense_isAWrongCall(String call, String message) throws IOException {
    var file = Files.writeString(folder.resolve("a.jsonl"), GOOD).toString();
    var resume = message.startsWith("--resume") ? " --resume" : "";

    assertThat(run((call + resume).replace("a.jsonl", file).split(" +")))
        .isEqualTo(Starstream.WRONG_CALL);

    assertThat(errors.toString()).contains(message);
  }

  @Test
  void changedSettings_sayWhereTheyComeFrom() throws IOException {
    // Given
    var file = Files.writeString(folder.resolve("s.conf"), "tenant = dev\nhttp.port = 8090\n");

    // When
    int exitCode =
        run(
            "--config",
            file.toString(),
            "--set",
            "clickhouse.password=hush",
            "config",
            "print",
            "--changed");

    // Then
    assertThat(exitCode).isZero();
    assertThat(out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "clickhouse.password *** flag --set clickhouse.password",
            "http.port 8090 " + file + ": 2");
  }

  @Test
  void configAlone_isConfigPrint() {
    assertThat(run("config")).isZero();
    var alone = out();
    out.reset();
    assertThat(run("config", "print")).isZero();
    assertThat(out()).isEqualTo(alone).contains("STARSTREAM_HTTP_PORT");
  }

  @Test
  void doctorWithoutServers_namesThemAndEndsWith3() throws IOException {
    // When: ports that nobody listens on
    int exitCode =
        run(
            "doctor",
            "--json",
            "--set",
            "kafka.bootstrap-servers=127.0.0.1:9",
            "--set",
            "registry.url=http://127.0.0.1:9",
            "--set",
            "clickhouse.url=http://127.0.0.1:9",
            "--set",
            "http.port=0");

    // Then
    assertThat(exitCode).isEqualTo(Starstream.DEPENDENCY_DOWN);
    var down = new TreeSet<String>();
    for (var check : JsonMapper.builder().build().readTree(out()).get("checks")) {
      if (check.get("state").asText().equals("down")) {
        down.add(check.get("check").asText());
        assertThat(check.get("cure").asText()).contains("127.0.0.1:9");
      }
    }
    assertThat(down).containsExactly("clickhouse", "kafka", "registry");
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int run(String... args) {
    return Starstream.commandLine()
        .setErr(new PrintWriter(errors, true))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .execute(args);
  }
}
