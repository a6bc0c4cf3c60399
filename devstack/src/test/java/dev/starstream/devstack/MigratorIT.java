package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.MigrationException;
import dev.starstream.aggregates.Migrator;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The migrations on a real ClickHouse. Each test has a database of its own. */
final class MigratorIT {

  private final ClickHouseConfig config = database();

  private static ClickHouseConfig database() {
    var stack = SharedStack.get();
    return new ClickHouseConfig(
        URI.create(stack.clickHouseUrl()),
        stack.clickHouseUser(),
        stack.clickHousePassword(),
        "migrator_it_" + UUID.randomUUID().toString().substring(0, 8));
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    try (var connection = ClickHouse.openConnection(config.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + config.database());
    }
  }

  @Test
  void emptyServer_getsDatabaseAndEveryMigrationInOrder() throws SQLException {
    // When
    var applied = new Migrator(config).migrate();
    // Then
    assertThat(applied)
        .isSorted()
        .startsWith("0001_schema_migrations.sql", "0002_answer_scores.sql");
    assertThat(number("SELECT count() FROM schema_migrations")).isEqualTo(applied.size());
  }

  @Test
  void migratedDatabase_isLeftAlone() throws SQLException {
    // Given
    var applied = new Migrator(config).migrate();
    // When
    var again = new Migrator(config).migrate();
    // Then
    assertThat(again).isEmpty();
    assertThat(number("SELECT count() FROM schema_migrations")).isEqualTo(applied.size());
  }

  @Test
  void twoAtOnce_recordEachMigrationOnce() throws Exception {
    // Given
    var threads = Executors.newFixedThreadPool(2);
    Callable<List<String>> migration = () -> new Migrator(config).migrate();
    // When
    for (Future<List<String>> outcome : threads.invokeAll(List.of(migration, migration))) {
      outcome.get();
    }
    threads.shutdown();
    // Then
    assertThat(number("SELECT count() - uniqExact(version) FROM schema_migrations")).isZero();
  }

  @Test
  void diedBeforeTheRecord_goesOnThere() throws SQLException {
    // Given
    new Migrator(config).migrate();
    execute("DELETE FROM schema_migrations WHERE version IN (5, 6)");
    // When
    var again = new Migrator(config).migrate();
    // Then
    assertThat(again).containsExactly("0005_answers_daily.sql", "0006_answers_daily_mv.sql");
  }

  @Test
  void changedAppliedFile_isRefusedByName() throws SQLException {
    // Given
    new Migrator(config).migrate();
    execute(
        "ALTER TABLE schema_migrations UPDATE checksum = 'other' WHERE version = 3"
            + " SETTINGS mutations_sync = 1");
    // When, Then
    assertThatThrownBy(() -> new Migrator(config).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("0003_answer_texts.sql: changed since it was applied to");
  }

  @Test
  void newerDatabase_isRefusedByName() throws SQLException {
    // Given
    new Migrator(config).migrate();
    execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at, took_ms)"
            + " VALUES (9000, '9000_of_tomorrow.sql', '', now64(3), 1)");
    // When, Then
    assertThatThrownBy(() -> new Migrator(config).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("9000_of_tomorrow.sql: applied to " + config.database());
  }

  @Test
  void databaseOfABuildBeforeTheFirstRelease_isRefusedWithWhatToDo() throws SQLException {
    // Given
    new Migrator(config).migrate();
    execute(
        "ALTER TABLE schema_migrations UPDATE name = '0013_v_answers.sql' WHERE version = 13"
            + " SETTINGS mutations_sync = 1");
    // When, Then
    assertThatThrownBy(() -> new Migrator(config).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("made by a build before the first release")
        .hasMessageContaining("delete its data directory");
  }

  @Test
  void failingStatement_isNamedWithItsFile() throws SQLException {
    // Given: something in the way of the fifth table
    execute("CREATE DATABASE " + config.database(), config.withDatabase("default"));
    execute("CREATE TABLE answers_daily (n UInt8) ENGINE = MergeTree ORDER BY n");
    // When, Then
    assertThatThrownBy(() -> new Migrator(config).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("0006_answers_daily_mv.sql: ")
        .hasMessageContaining("in the statement")
        .hasMessageContaining("CREATE MATERIALIZED VIEW IF NOT EXISTS answers_daily_mv");
  }

  @Test
  void serverNotThere_isSaid() {
    var nowhere = new ClickHouseConfig(URI.create("http://127.0.0.1:9"), "default", "", "nowhere");
    assertThatThrownBy(() -> new Migrator(nowhere).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("http://127.0.0.1:9");
  }

  @Test
  void everyTableAndViewAndEachColumn_hasItsComment() throws SQLException {
    // When
    new Migrator(config).migrate();
    // Then
    assertThat(
            number(
                """
                SELECT count()
                FROM system.columns AS c
                INNER JOIN system.tables AS t ON c.database = t.database AND c.table = t.name
                WHERE c.database = currentDatabase() AND t.engine != 'MaterializedView'
                    AND c.comment = ''
                """))
        .isZero();
    assertThat(
            number(
                """
                SELECT count()
                FROM system.tables
                WHERE database = currentDatabase() AND engine != 'MaterializedView' AND comment = ''
                """))
        .isZero();
  }

  private long number(String sql) throws SQLException {
    try (var connection = ClickHouse.openConnection(config);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    execute(sql, config);
  }

  private static void execute(String sql, ClickHouseConfig where) throws SQLException {
    try (var connection = ClickHouse.openConnection(where);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
