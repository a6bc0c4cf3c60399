package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.doctor.Doctor;
import dev.starstream.app.doctor.DoctorReport;
import dev.starstream.app.doctor.Finding;
import dev.starstream.app.doctor.Finding.State;
import dev.starstream.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code starstream doctor} on real servers: well, and broken on purpose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {

  /** Nobody of the other tests reads it while this one runs. */
  private static final String BROKEN_TOPIC = Topics.ANSWERS_RESCORED.name();

  private final Stack stack = SharedStack.get();
  private final String name = "doctor_" + UUID.randomUUID().toString().substring(0, 8);
  private Path state;
  private Settings settings;

  @BeforeAll
  void migrate(@TempDir Path state) {
    this.state = state;
    settings = settings(Map.of());
    Provision.all(settings);
  }

  @AfterAll
  void dropDatabase() throws Exception {
    sql("DROP DATABASE IF EXISTS " + name, "default");
  }

  @Test
  void stackThatWorks_isWell() {
    // Given
    try (var pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class))) {
      var served = settings(Map.of("http.port", Integer.toString(pipeline.uri().getPort())));

      // When
      var reports = new DoctorReport[1];
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                reports[0] = Doctor.of(served).run();
                return pipeline.troubles().isEmpty() && isBelow(reports[0], State.WARNING);
              });

      // Then
      assertThat(reports[0].findings())
          .filteredOn(one -> one.state() == State.OK)
          .extracting(Finding::check)
          .contains(
              "java",
              "settings",
              "http port",
              "kafka",
              "clock",
              "topics",
              "scoring",
              "sink",
              "registry",
              "schemas",
              "clickhouse",
              "migrations",
              "deduplication",
              "rejects");
      assertThat(find(reports[0], "http port").found()).endsWith("Starstream serves and is ready");
    }
  }

  /** The size of the test machine is not the matter here. */
  private static boolean isBelow(DoctorReport report, State state) {
    return report.findings().stream()
        .filter(
            one -> !List.of("memory", "file descriptors", "state directory").contains(one.check()))
        .allMatch(one -> one.state().compareTo(state) < 0);
  }

  @Test
  void missingTopic_isNamedWithItsCure() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      // Given
      admin.deleteTopics(List.of(BROKEN_TOPIC)).all().get();
      try {
        // When
        var finding = find(Doctor.of(settings).run(), "topics");

        // Then
        assertThat(finding.state()).isEqualTo(State.WRONG);
        assertThat(finding.found()).isEqualTo("missing: " + BROKEN_TOPIC);
        assertThat(finding.cure()).contains("starstream migrate");
      } finally {
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> Provision.all(settings).topics().contains(BROKEN_TOPIC));
      }
    }
  }

  @Test
  void topicThatIsCompacted_isNamedWithItsCure() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap()))) {
      // Given
      cleanup(admin, "compact,delete");
      try {
        // When
        var finding = find(Doctor.of(settings).run(), "topics");

        // Then
        assertThat(finding.state()).isEqualTo(State.WRONG);
        assertThat(finding.found()).contains(BROKEN_TOPIC + " has cleanup.policy=compact,delete");
        assertThat(finding.cure().orElseThrow())
            .startsWith("kafka-configs.sh --alter")
            .endsWith("cleanup.policy=delete");
      } finally {
        cleanup(admin, "delete");
      }
    }
  }

  private static void cleanup(Admin admin, String policy) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, BROKEN_TOPIC);
    var set =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, policy), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
  }

  @Test
  void narrowWindowAndMissingMigration_areNamedWithTheirCures() throws Exception {
    // Given
    sql("ALTER TABLE mistakes_daily MODIFY SETTING non_replicated_deduplication_window = 10", name);
    try {
      // When
      var finding = find(Doctor.of(settings).run(), "deduplication");

      // Then
      assertThat(finding.state()).isEqualTo(State.WRONG);
      assertThat(finding.found())
          .contains("table mistakes_daily: non_replicated_deduplication_window is 10")
          .contains("ALTER TABLE mistakes_daily MODIFY SETTING");
    } finally {
      sql(
          "ALTER TABLE mistakes_daily MODIFY SETTING non_replicated_deduplication_window = 10000",
          name);
    }
    var empty = settings(Map.of("clickhouse.database", name + "_none"));
    assertThat(find(Doctor.of(empty).run(), "migrations"))
        .satisfies(
            migrations -> {
              assertThat(migrations.state()).isEqualTo(State.WRONG);
              assertThat(migrations.found()).contains("the first is 0001_schema_migrations.sql");
              assertThat(migrations.cure()).contains("starstream migrate");
            });
  }

  @Test
  void registryThatIsAway_isDown_andAllElseIsAskedInTime() {
    // When
    var began = System.nanoTime();
    var report = Doctor.of(settings(Map.of("registry.url", "http://127.0.0.1:9"))).run();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(report.worst()).isEqualTo(State.DOWN);
    assertThat(find(report, "registry").cure().orElseThrow()).contains("http://127.0.0.1:9");
    assertThat(find(report, "schemas").state()).isEqualTo(State.UNKNOWN);
    assertThat(find(report, "kafka").state()).isEqualTo(State.OK);
    assertThat(find(report, "clickhouse").state()).isEqualTo(State.OK);
  }

  private static Finding find(DoctorReport report, String check) {
    return report.findings().stream()
        .filter(one -> one.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  private Settings settings(Map<String, String> more) {
    var flags = LocalSystem.addresses(stack, state, 0);
    flags.put("http.auth", "off");
    flags.put("clickhouse.database", name);
    flags.put("scoring.application-id", name + "-scoring");
    flags.put("sink.group-id", name + "-sink");
    flags.putAll(more);
    return Settings.load(Optional.empty(), Map.of(), flags);
  }

  private void sql(String statement, String database) throws Exception {
    try (var connection = ClickHouse.openConnection(settings.clickHouse().withDatabase(database));
        var open = connection.createStatement()) {
      open.execute(statement);
    }
  }
}
