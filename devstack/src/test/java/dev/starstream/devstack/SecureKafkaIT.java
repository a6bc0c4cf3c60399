package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Pipeline.Role;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import dev.starstream.schemas.Topics;
import dev.starstream.scoring.score.AnswerScorer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * All stages and commands against a broker and a registry that demand TLS and a password, with the
 * settings file that docs/SECURITY.md shows; and what they say if either is wrong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureKafkaIT {

  private static final Duration ARRIVAL = Duration.ofSeconds(60);

  /** How long a refusal may take to be said. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final Path PAGE = Path.of("..", "docs", "SECURITY.md");
  private static final List<String> LIBRARIES = List.of("org.apache.kafka", "io.confluent");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String password = "hush-" + UUID.randomUUID();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  private Path folder;
  private SecuredServers servers;
  private Path file;
  private Settings settings;
  private Pipeline pipeline;
  private Connection clickHouse;

  /** What a command said, and how it ended. */
  private record Said(int exitCode, String errors) {}

  /** A setting that does not fit, and what is said of it. */
  enum Wrong {
    KAFKA_PASSWORD("no access to Kafka: Authentication failed"),
    KAFKA_CERTIFICATE("no access to Kafka: SSL handshake failed"),
    REGISTRY_PASSWORD("no access to the schema registry: HTTP 401"),
    REGISTRY_CERTIFICATE("no access to the schema registry: ");

    private final String said;

    Wrong(String said) {
      this.said = said;
    }

    private Map<String, String> flags() {
      var authorities = ChildJvm.javaHome().resolve("lib/security/cacerts").toString();
      return switch (this) {
        case KAFKA_PASSWORD ->
            Map.of("kafka.properties.sasl.jaas.config", login("not-the-password"));
        case KAFKA_CERTIFICATE ->
            Map.of(
                "kafka.properties.ssl.truststore.location",
                authorities,
                "kafka.properties.ssl.truststore.password",
                "changeit");
        case REGISTRY_PASSWORD ->
            Map.of("registry.properties.basic.auth.user.info", "starstream:not-the-password");
        case REGISTRY_CERTIFICATE ->
            Map.of(
                "registry.properties.schema.registry.ssl.truststore.location",
                authorities,
                "registry.properties.schema.registry.ssl.truststore.password",
                "changeit");
      };
    }
  }

  @BeforeAll
  void startPipeline(@TempDir Path folder) throws Exception {
    this.folder = folder;
    listenToLogs();
    servers = SecuredServers.start(folder, password, SharedStack.get().registryUrl());
    file = Files.writeString(folder.resolve("starstream.conf"), exampleOfPage() + addresses());
    settings = Settings.load(Optional.of(file), Map.of(), Map.of("http.auth", "off"));
    assertThat(run("migrate")).isEqualTo(new Said(0, ""));
    pipeline = Pipeline.start(settings, EnumSet.allOf(Role.class));
    clickHouse = ClickHouse.openConnection(settings.clickHouse());
    assertThat(post("first").statusCode()).isEqualTo(202);
    await().atMost(ARRIVAL).until(() -> rows("first") == 1);
  }

  @AfterAll
  void stop() throws SQLException {
    clickHouse.close();
    pipeline.close();
    servers.close();
    for (var name : LIBRARIES) {
      logger(name).detachAppender(logged);
      logger(name).setAdditive(true);
      logger(name).setLevel(Level.ERROR);
    }
  }

  @Test
  void everyClient_worksOverSaslSsl() throws Exception {
    var answers =
        Files.writeString(
            folder.resolve("answers.jsonl"),
            """
            {"id": "imported", "candidateRef": "c2", "text": "I fixed the gate."}
            """);
    try (var producer = rawProducer()) {
      var garbage = new byte[] {9, 9, 9};
      producer.send(new ProducerRecord<>(Topics.ANSWERS_SUBMITTED.name(), garbage)).get();
      // What the sink itself rejects goes through its transactional producer.
      producer.send(new ProducerRecord<>(Topics.ANSWERS_SCORED.name(), garbage)).get();
    }

    assertThat(run("import", answers.toString()).exitCode()).isZero();
    await().atMost(ARRIVAL).until(() -> rows("imported") == 1);
    await().atMost(ARRIVAL).until(() -> number("SELECT uniq(stage) FROM rejected_answers") == 2);
    assertThat(run("rejected", "replay", "--reason", "undecodable").exitCode()).isZero();
    assertThat(run("verify").exitCode()).isZero();
    // It meets the garbage, too.
    assertThat(run("rescore", "--version", AnswerScorer.VERSION, "--from", "1d").exitCode())
        .isEqualTo(Starstream.SOME_REJECTED);
    assertThat(run("erase", "--candidate", "c2").exitCode()).isZero();
    await()
        .atMost(ARRIVAL)
        .untilAsserted(
            () ->
                assertThat(get("/metrics").body())
                    .contains("starstream_reconcile_last_success_seconds")
                    .contains("starstream_sink_lag_records"));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(pipeline.ended()).isEmpty();
  }

  @Test
  void logsAndConfig_showNoSecret() {
    var lines = List.copyOf(logged.list).stream().map(ILoggingEvent::getFormattedMessage).toList();

    assertThat(lines).anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"));
    assertThat(lines).anyMatch(line -> line.contains("basic.auth.user.info = [hidden]"));
    assertThat(lines).noneMatch(line -> line.contains(password));
    assertThat(settings.shown().toString()).contains("***").doesNotContain(password);
  }

  @ParameterizedTest
  @EnumSource
  void migrate_saysWhatIsRefusedAndEnds(Wrong wrong) {
    var started = System.nanoTime();

    var said = run(wrong.flags(), "migrate");

    assertThat(said.exitCode()).isEqualTo(Starstream.DEPENDENCY_DOWN);
    assertThat(said.errors()).contains(wrong.said).doesNotContain("\tat ", "not-the-password");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
  }

  @ParameterizedTest
  @EnumSource(names = "REGISTRY_CERTIFICATE", mode = EnumSource.Mode.EXCLUDE) // Slow to retry.
  void scoringAndSink_stopAndSayWhy(Wrong wrong) throws Exception {
    var rejects = number("SELECT count() FROM rejected_answers");

    for (var role : List.of(Role.SCORING, Role.SINK)) {
      assertThat(end(wrong, role)).as(role.name()).contains(wrong.said);
    }

    assertThat(number("SELECT count() FROM rejected_answers")).isEqualTo(rejects);
  }

  @ParameterizedTest
  @EnumSource
  void ingest_takesNothingAndReadyzSaysWhy(Wrong wrong) throws Exception {
    try (var refused = Pipeline.start(wrongly(wrong), Set.of(Role.INGEST))) {
      var ready = http.send(get(refused, "/readyz"), HttpResponse.BodyHandlers.ofString());

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains(wrong.said);
      assertThat(post(refused, wrong.name()).statusCode()).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @EnumSource
  void import_endsAtOnceInsteadOfWaiting(Wrong wrong) throws Exception {
    var answer =
        Files.writeString(
            folder.resolve("refused.jsonl"),
            """
            {"id": "refused", "candidateRef": "c", "text": "I fixed the gate."}
            """);

    var said = run(wrong.flags(), "import", answer.toString());

    assertThat(said.exitCode()).isEqualTo(Starstream.DEPENDENCY_DOWN);
    assertThat(said.errors()).contains(wrong.said);
  }

  @Test
  void trustStoreThatIsNotThere_isNamed() {
    var missing = folder.resolve("none.p12").toString();

    var said = run(Map.of("kafka.properties.ssl.truststore.location", missing), "migrate");

    assertThat(said.exitCode()).isEqualTo(Starstream.WRONG_CALL);
    assertThat(said.errors()).contains("kafka.properties: ", missing).doesNotContain("\tat ");
  }

  /** What a process that runs one stage says when it gives up. */
  private String end(Wrong wrong, Role role) throws Exception {
    try (var refused = Pipeline.start(wrongly(wrong), Set.of(role))) {
      // The registry is asked only when there is something to read.
      post(wrong + "-" + role);
      return await().atMost(SOON).until(refused::ended, Optional::isPresent).orElseThrow();
    } catch (KafkaException e) {
      // Scoring meets Kafka before it has started.
      var said = new StringWriter();
      var line = Starstream.commandLine().setErr(new PrintWriter(said, true));
      line.getExecutionExceptionHandler().handleExecutionException(e, line, null);
      return said.toString();
    }
  }

  /** Groups of its own: it reads what is there from the beginning. */
  private Settings wrongly(Wrong wrong) {
    var flags = new HashMap<>(wrong.flags());
    flags.put("http.auth", "off");
    flags.put("scoring.application-id", "refused-" + wrong);
    flags.put("scoring.state-dir", folder.resolve("refused-" + wrong).toString());
    flags.put("sink.group-id", "refused-sink-" + wrong);
    return Settings.load(Optional.of(file), Map.of(), flags);
  }

  private static String exampleOfPage() throws Exception {
    return Files.readString(PAGE).split("```hocon\n", 2)[1].split("```", 2)[0];
  }

  /** In place of those of the example. */
  private String addresses() {
    var stack = SharedStack.get();
    return """
        kafka.bootstrap-servers = "%s"
        kafka.properties {
          "sasl.jaas.config" = "%s"
          "ssl.truststore.location" = "%s"
          "ssl.truststore.password" = "%s"
        }
        registry.url = "%s"
        registry.properties {
          "basic.auth.user.info" = "%s:%s"
          "schema.registry.ssl.truststore.location" = "%s"
          "schema.registry.ssl.truststore.password" = "%s"
        }
        clickhouse {url = "%s", user = "%s", password = "%s", database = secure_it}
        http.port = 0
        scoring.state-dir = "%s"
        verify.interval = 2s
        sink.flush-interval = 200ms
        """
        .formatted(
            servers.kafkaBootstrap(),
            login(password).replace("\"", "\\\""),
            servers.trustStore(),
            password,
            servers.registryUrl(),
            SecuredServers.USER,
            password,
            servers.trustStore(),
            password,
            stack.clickHouseUrl(),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            folder.resolve("state"));
  }

  private static String login(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(SecuredServers.USER, password);
  }

  private Said run(String... command) {
    return run(Map.of(), command);
  }

  private Said run(Map<String, String> flags, String... command) {
    var arguments = new ArrayList<String>(List.of("--config", file.toString()));
    flags.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    arguments.addAll(List.of(command));
    var errors = new StringWriter();
    var exitCode =
        Starstream.commandLine()
            .setErr(new PrintWriter(errors, true))
            .execute(arguments.toArray(String[]::new));
    return new Said(exitCode, errors.toString());
  }

  private HttpResponse<String> post(String id) throws Exception {
    return post(pipeline, id);
  }

  private HttpResponse<String> post(Pipeline to, String id) throws Exception {
    var body =
        """
        {"id": "%s", "candidateRef": "c1", "text": "I fixed the door."}
        """
            .formatted(id);
    return http.send(
        HttpRequest.newBuilder(to.uri().resolve("/v1/answers"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(get(pipeline, path), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest get(Pipeline from, String path) {
    return HttpRequest.newBuilder(from.uri().resolve(path)).build();
  }

  private KafkaProducer<byte[], byte[]> rawProducer() {
    return new KafkaProducer<>(
        new HashMap<String, Object>(settings.kafka()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private long rows(String eventId) throws SQLException {
    return number("SELECT count() FROM answer_scores WHERE event_id = '" + eventId + "'");
  }

  private long number(String sql) throws SQLException {
    try (var statement = clickHouse.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void listenToLogs() {
    logged.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    logged.start();
    for (var name : LIBRARIES) {
      logger(name).setLevel(Level.INFO);
      // Kept here, not printed.
      logger(name).setAdditive(false);
      logger(name).addAppender(logged);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
