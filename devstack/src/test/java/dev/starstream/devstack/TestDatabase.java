package dev.starstream.devstack;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Migrator;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * A database of a test class with all tables. Its tests empty it instead of making another: all
 * migrations take seconds.
 */
final class TestDatabase {

  private final ClickHouseConfig config;
  private final Client client;

  private TestDatabase(ClickHouseConfig config) {
    this.config = config;
    this.client = ClickHouse.openClient(config);
  }

  /**
   * Makes it.
   *
   * @param name of the class, in lower case
   */
  static TestDatabase migrate(String name) {
    var stack = SharedStack.get();
    var config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            name + "_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    return new TestDatabase(config);
  }

  ClickHouseConfig config() {
    return config;
  }

  Client client() {
    return client;
  }

  /** As the migrations left it, also in what tables remember of inserts. */
  void empty() throws ExecutionException, InterruptedException {
    var tables =
        client.queryAll(
            "SELECT name FROM system.tables WHERE database = currentDatabase()"
                + " AND engine LIKE '%MergeTree' AND name != 'schema_migrations'");
    for (var table : tables) {
      execute("TRUNCATE TABLE `" + table.getString("name") + "`");
    }
  }

  private void execute(String sql) throws ExecutionException, InterruptedException {
    // The response is read and closed by then.
    var unused = client.execute(sql).get();
  }

  void drop() throws ExecutionException, InterruptedException {
    execute("DROP DATABASE `" + config.database() + "`");
    client.close();
  }
}
