package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Pipeline.Role;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of docs/clients, as they are there: clients that are not ours publish an answer and
 * read its score, with nothing in common but Kafka and the registry.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientsIT {

  private static final Duration ARRIVAL = Duration.ofSeconds(60);
  private static final Path CLIENTS = Path.of("..", "docs", "clients");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Debian's, which finds Debian's modules. */
  private static final String PYTHON = "/usr/bin/python3";

  private final String run = "foreign-" + UUID.randomUUID().toString().substring(0, 8);

  private Path work;
  private Pipeline pipeline;
  private Connection clickHouse;

  @BeforeAll
  void startPipeline(@TempDir Path work) throws Exception {
    this.work = work;
    var flags = LocalSystem.addresses(SharedStack.get(), work.resolve("state"), 0);
    flags.put("http.auth", "off");
    flags.put("clickhouse.database", "foreign_clients_it");
    flags.put("scoring.application-id", run + "-scoring");
    flags.put("sink.group-id", run + "-sink");
    flags.put("sink.flush-interval", "200ms");
    var settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = Pipeline.start(settings, EnumSet.of(Role.SCORING, Role.SINK));
    clickHouse = ClickHouse.openConnection(settings.clickHouse());
  }

  @AfterAll
  void stopPipeline() throws SQLException {
    clickHouse.close();
    pipeline.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafkajs", "confluent-schemaregistry"})
  void nodeClient_publishesAnAnswerAndReadsItsScore(String client) throws Exception {
    assumeThere("npm", "npm", "--version");
    assumeThere("node", "node", "--version");
    var folder = copy(client);
    run(folder, "npm", "ci", "--no-fund", "--no-audit", "--prefer-offline", "--silent");

    publishAndRead(
        folder, client, List.of("node", "publish.mjs"), Optional.of(List.of("node", "read.mjs")));
  }

  @Test
  void pythonClient_publishesAnAnswerAndReadsItsScore() throws Exception {
    assumeThere(
        "python3-confluent-kafka, python3-avro and python3-requests",
        PYTHON,
        "-c",
        "import confluent_kafka, avro, requests");

    publishAndRead(
        copy("python"),
        "python",
        List.of(PYTHON, "publish.py"),
        Optional.of(List.of(PYTHON, "read.py")));
  }

  @Test
  void kcat_publishesAnAnswerAndSeesItsScore() throws Exception {
    assumeThere("kcat", "kcat", "-V");
    assumeThere("curl", "curl", "--version");
    var folder = copy("kcat");

    publishAndRead(folder, "kcat", List.of("./publish.sh"), Optional.empty());

    var records = run(folder, "./read.sh", "-e").lines().map(ForeignClientsIT::json).toList();
    assertThat(records)
        .anySatisfy(
            one -> {
              assertThat(one.path("key").asText()).isEqualTo("dev/cand-kcat");
              assertThat(one.path("bytes").asInt()).isGreaterThan(500);
            });
  }

  private void publishAndRead(
      Path folder, String client, List<String> publisher, Optional<List<String>> reader)
      throws Exception {
    var eventId = run + "-" + client;

    run(folder, with(publisher, eventId));

    await().atMost(ARRIVAL).untilAsserted(() -> assertThat(rows(eventId)).isEqualTo(1));
    if (reader.isPresent()) {
      var score = json(run(folder, with(reader.get(), eventId)));
      assertThat(score.path("event_id").asText()).isEqualTo(eventId);
      assertThat(score.path("overall").asDouble()).isEqualTo(overall(eventId));
      assertThat(score.path("headline").asText()).isNotBlank();
    }
  }

  private static String[] with(List<String> command, String argument) {
    var all = new ArrayList<>(command);
    all.add(argument);
    return all.toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static void assumeThere(String what, String... command) throws InterruptedException {
    boolean there;
    try {
      there =
          new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there) {
      System.out.println("SKIPPED, since this machine lacks " + what + ": see .ci/run");
    }
    assumeTrue(there, "this machine lacks " + what);
  }

  /** What a client installs or compiles stays out of the checkout. */
  private Path copy(String client) throws IOException {
    var folder = Files.createDirectories(work.resolve(client));
    try (var files = Files.list(CLIENTS.resolve(client))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    return folder;
  }

  /** Returns what it wrote to standard output. */
  private String run(Path folder, String... command) throws IOException, InterruptedException {
    var errors = folder.resolve("errors.txt");
    var builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "STARSTREAM_KAFKA_BOOTSTRAP_SERVERS",
                SharedStack.get().kafkaBootstrap(),
                "STARSTREAM_REGISTRY_URL",
                SharedStack.get().registryUrl()));
    var output = folder.resolve("output.txt");
    var process = builder.redirectOutput(output.toFile()).start();
    var ended = process.waitFor(ARRIVAL.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    assertThat(ended && process.exitValue() == 0)
        .as("%s: %s", String.join(" ", command), Files.readString(errors))
        .isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private long rows(String eventId) throws SQLException {
    return (long) number("SELECT count() FROM answer_scores WHERE event_id = '" + eventId + "'");
  }

  private double overall(String eventId) throws SQLException {
    return number("SELECT overall FROM answer_scores WHERE event_id = '" + eventId + "'");
  }

  private double number(String sql) throws SQLException {
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getDouble(1);
    }
  }
}
