package dev.starstream.app.doctor;

import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.ClickHouseHealth;
import dev.starstream.aggregates.MigrationException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** ClickHouse, its tables, and what they say of the last hour. */
final class ClickHouseChecks implements Examination {

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration LATELY = Duration.ofHours(1);
  private static final int OLDEST_YEAR = 25;
  private static final int OLDEST_MONTH = 3;
  private static final long MANY = 100;

  private final ClickHouseConfig config;

  ClickHouseChecks(ClickHouseConfig config) {
    this.config = config;
  }

  @Override
  public List<String> checks() {
    return List.of("clickhouse", "migrations", "privileges", "deduplication", "rejects");
  }

  @Override
  public String cure() {
    return "start ClickHouse, or set clickhouse.url, which is " + config.url();
  }

  @Override
  public void examine(Consumer<Finding> found) {
    try (var health = ClickHouseHealth.open(config, PATIENCE)) {
      var server = health.server();
      found.accept(version(server.version(), config.url().toString()));
      var migrations = migrations(health);
      found.accept(migrations);
      found.accept(privileges(health.missingPrivileges()));
      if (migrations.state() != Finding.State.OK) {
        found.accept(Finding.unknown("deduplication", "not asked, since tables are missing"));
        found.accept(Finding.unknown("rejects", "not asked, since tables are missing"));
        return;
      }
      found.accept(deduplication(health.deduplicationFaults()));
      found.accept(rejects(health.rejects(Clock.systemUTC().instant().minus(LATELY))));
    }
  }

  static Finding version(String version, String url) {
    var found = version + " at " + url;
    var parts = version.split("\\.", 3);
    var year = Integer.parseInt(parts[0]);
    var isOld =
        year < OLDEST_YEAR || (year == OLDEST_YEAR && Integer.parseInt(parts[1]) < OLDEST_MONTH);
    return isOld
        ? Finding.warning(
            "clickhouse", found, "a newer one: nobody has tried Starstream on one before 25.3")
        : Finding.ok("clickhouse", found);
  }

  private Finding migrations(ClickHouseHealth health) {
    try {
      var pending = health.pendingMigrations();
      return pending.isEmpty()
          ? Finding.ok("migrations", "all applied to database " + config.database())
          : Finding.wrong(
              "migrations",
              pending.size() + " not applied, the first is " + pending.get(0),
              "starstream migrate");
    } catch (MigrationException e) {
      return Finding.wrong(
          "migrations", e.getMessage(), "run a build that is at least as new as the database");
    }
  }

  private Finding privileges(Optional<List<String>> missing) {
    if (missing.isEmpty()) {
      return Finding.unknown("privileges", "this server cannot be asked");
    }
    var lacking = String.join(", ", missing.get());
    return lacking.isEmpty()
        ? Finding.ok("privileges", "all that the stages need, for user " + user())
        : Finding.wrong(
            "privileges",
            "user " + user() + " lacks " + lacking,
            "GRANT " + lacking + " ON " + config.database() + ".* TO " + user());
  }

  private String user() {
    return config.user().isEmpty() ? "default" : config.user();
  }

  static Finding deduplication(List<String> faults) {
    return faults.isEmpty()
        ? Finding.ok("deduplication", "a repeated insert is dropped by every table")
        : Finding.wrong(
            "deduplication",
            String.join("; ", faults),
            "do what the brackets say; until then the sink does not start");
  }

  static Finding rejects(Map<String, Long> byReason) {
    var count = byReason.values().stream().mapToLong(Long::longValue).sum();
    if (count == 0) {
      return Finding.ok("rejects", "none in the last hour");
    }
    var found =
        byReason.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", "in the last hour: ", ""));
    return count < MANY
        ? Finding.ok("rejects", found)
        : Finding.warning("rejects", found, "`starstream rejected list --since 1h` says why");
  }
}
