package dev.starstream.aggregates;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the tables of this build: creates it if it is missing, then applies each
 * migration that it has not had, in order, and records it with its checksum. Running it again, or
 * twice at once, changes nothing. Not a service: it runs once, before anything that inserts.
 */
public final class Migrator {

  private static final Logger log = LoggerFactory.getLogger(Migrator.class);

  private static final String APPLIED = Resources.text("statements/applied_migrations.sql");
  private static final String RECORD = Resources.text("statements/record_migration.sql");
  private static final String TABLE_EXISTS = Resources.text("statements/migrations_exist.sql");
  private static final String DATABASE_EXISTS = Resources.text("statements/database_exists.sql");

  /**
   * Builds before the first release had this file; their migrations became the fewer of this build,
   * and their rollups cannot be turned into these.
   */
  private static final String BEFORE_FIRST_RELEASE = "0013_v_answers.sql";

  /** Some write a column of all answers anew. */
  private static final Duration PATIENCE = Duration.ofHours(12);

  private record Applied(String name, String checksum) {}

  private final ClickHouseConfig config;
  private final List<Migration> migrations;

  public Migrator(ClickHouseConfig config) {
    this(config, Migration.all());
  }

  Migrator(ClickHouseConfig config, List<Migration> migrations) {
    this.config = config;
    this.migrations = List.copyOf(migrations);
  }

  /**
   * Applies what is missing.
   *
   * @return the names of the files that were applied now; empty if there was nothing to do
   * @throws MigrationException if an applied file has changed, if the database is newer than this
   *     build, if a statement fails, or if ClickHouse cannot be reached; nothing after that file
   *     has been applied
   */
  public List<String> migrate() {
    try {
      createDatabase();
      try (var client = open(config)) {
        return migrate(client);
      }
    } catch (ClickHouseException e) {
      throw new MigrationException("cannot migrate " + config + ": " + e.getMessage(), e);
    }
  }

  /**
   * What {@link #migrate} would apply; nothing is changed.
   *
   * @throws MigrationException if an applied file has changed, if the database is newer than this
   *     build, or if ClickHouse cannot be reached
   */
  public List<String> pending() {
    try (var server = open(config.withDatabase("default"))) {
      if (count(server, DATABASE_EXISTS.replace("{database}", config.database())) == 0) {
        return migrations.stream().map(Migration::name).toList();
      }
      try (var client = open(config)) {
        var applied = applied(client);
        checkApplied(applied);
        return migrations.stream()
            .filter(migration -> !applied.containsKey(migration.version()))
            .map(Migration::name)
            .toList();
      }
    } catch (ClickHouseException e) {
      throw new MigrationException("cannot ask " + config + ": " + e.getMessage(), e);
    }
  }

  /** The one statement that is in no file: it makes the place where the files' tables go. */
  private void createDatabase() {
    try (var server = open(config.withDatabase("default"))) {
      if (count(server, DATABASE_EXISTS.replace("{database}", config.database())) == 0) {
        execute(server, "CREATE DATABASE IF NOT EXISTS `" + config.database() + "`");
        log.atInfo().addKeyValue("database", config.database()).log("Created database");
      }
    }
  }

  private List<String> migrate(Client client) {
    var applied = applied(client);
    checkApplied(applied);
    var names = new ArrayList<String>();
    for (var migration : migrations) {
      if (!applied.containsKey(migration.version())) {
        apply(client, migration);
        names.add(migration.name());
      }
    }
    return List.copyOf(names);
  }

  private static Map<Integer, Applied> applied(Client client) {
    var applied = new HashMap<Integer, Applied>();
    if (count(client, TABLE_EXISTS) == 0) {
      return applied;
    }
    for (var row : client.queryAll(APPLIED)) {
      applied.put(
          row.getInteger("version"), new Applied(row.getString("name"), row.getString("checksum")));
    }
    return applied;
  }

  private void checkApplied(Map<Integer, Applied> applied) {
    if (applied.values().stream().anyMatch(was -> was.name().equals(BEFORE_FIRST_RELEASE))) {
      throw new MigrationException(
          config.database()
              + " was made by a build before the first release, whose tables are other ones"
              + " (expected: a database of this build. Of the embedded stack, stop it and delete"
              + " its data directory; elsewhere, name another clickhouse.database or drop this one,"
              + " and a sink with another sink.group-id fills it from the topics)");
    }
    var known = new HashMap<Integer, Migration>();
    for (var migration : migrations) {
      known.put(migration.version(), migration);
    }
    applied.forEach(
        (version, was) -> {
          var is = known.get(version);
          if (is == null) {
            throw new MigrationException(
                was.name()
                    + ": applied to "
                    + config.database()
                    + ", but not in this build (expected: a build at least as new as the"
                    + " database)");
          }
          if (!is.name().equals(was.name()) || !is.checksum().equals(was.checksum())) {
            throw new MigrationException(
                is.name()
                    + ": changed since it was applied to "
                    + config.database()
                    + " as "
                    + was.name()
                    + " (checksum then "
                    + was.checksum()
                    + ", now "
                    + is.checksum()
                    + "; expected: an applied file stays as it is, changes go into a new one)");
          }
        });
  }

  private void apply(Client client, Migration migration) {
    var started = System.nanoTime();
    try {
      execute(client, migration.sql());
    } catch (ClickHouseException e) {
      throw new MigrationException(
          migration.name() + ": " + e.getMessage() + "\nin the statement\n" + migration.sql(), e);
    }
    var tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    try {
      execute(
          client,
          RECORD
              .replace("{version}", Integer.toString(migration.version()))
              .replace("{name}", migration.name())
              .replace("{checksum}", migration.checksum())
              .replace("{took_ms}", Long.toString(tookMs)));
    } catch (ClickHouseException e) {
      throw new MigrationException(
          migration.name() + ": applied, but not recorded: " + e.getMessage(), e);
    }
    log.atInfo()
        .addKeyValue("migration", migration.name())
        .addKeyValue("tookMs", tookMs)
        .log("Applied migration");
  }

  /** Not JDBC, whose driver parses each statement first and is longer at that than the server. */
  private static Client open(ClickHouseConfig config) {
    return ClickHouse.openInsertClient(config, PATIENCE);
  }

  private static long count(Client client, String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }

  private static void execute(Client client, String sql) {
    var settings = new CommandSettings();
    settings.serverSetting("wait_end_of_query", "1");
    try {
      // The response is read and closed by then.
      var unused = client.execute(sql, settings).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ClickHouseException cause
          ? cause
          : new ClickHouseException(e.getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MigrationException("interrupted while migrating", e);
    }
  }
}
