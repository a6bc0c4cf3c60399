package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks ClickHouse whether it is as the stages need it. It changes nothing and gives up soon; what
 * the database throws passes through. For one thread.
 */
public final class ClickHouseHealth implements AutoCloseable {

  /** The server's word on itself. */
  public record Server(String version, Instant now) {}

  /** What the stages do, beside what only `migrate` does. */
  private static final List<String> PRIVILEGES =
      List.of("SELECT", "INSERT", "ALTER UPDATE", "ALTER DELETE");

  private static final String SERVER = Resources.text("statements/server.sql");
  private static final String GRANTED = Resources.text("statements/granted.sql");

  private final ClickHouseConfig config;
  private final Client server;
  private final Client database;

  private ClickHouseHealth(ClickHouseConfig config, Duration timeout) {
    this.config = config;
    this.server = ClickHouse.openClient(config.withDatabase("default"), timeout);
    this.database = ClickHouse.openClient(config, timeout);
  }

  /**
   * Connects when it is first asked.
   *
   * @param timeout of each answer
   */
  public static ClickHouseHealth open(ClickHouseConfig config, Duration timeout) {
    return new ClickHouseHealth(config, timeout);
  }

  /** Whether it answers at all, whatever databases it has. */
  public Server server() {
    var row = server.queryAll(SERVER).get(0);
    return new Server(row.getString("version"), Instant.ofEpochMilli(row.getLong("now_ms")));
  }

  /**
   * The migrations that are not applied yet.
   *
   * @throws MigrationException if database and build do not go together
   */
  public List<String> pendingMigrations() {
    return new Migrator(config).pending();
  }

  /** Why a repeated insert might be counted twice, one sentence a fault; empty if it cannot be. */
  public List<String> deduplicationFaults() {
    return DeduplicationCheck.problems(database, Set.copyOf(Sink.TABLES));
  }

  /** Privileges on the database that this user lacks; empty if the server cannot be asked that. */
  public Optional<List<String>> missingPrivileges() {
    var missing = new ArrayList<String>();
    for (var privilege : PRIVILEGES) {
      try {
        var sql =
            GRANTED.replace("{privilege}", privilege).replace("{database}", config.database());
        if (server.queryAll(sql).get(0).getInteger("result") == 0) {
          missing.add(privilege);
        }
      } catch (ServerException e) {
        return Optional.empty();
      }
    }
    return Optional.of(missing);
  }

  /** How many rejects of all tenants there are since then, by reason. */
  public Map<String, Long> rejects(Instant since) {
    return new RejectedAnswers(database)
        .counts(
            new RejectSelection(
                Set.of(), Optional.of(since), Optional.empty(), Optional.empty(), Set.of()));
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
