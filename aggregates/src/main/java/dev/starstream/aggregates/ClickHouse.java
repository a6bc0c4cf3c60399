package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.jdbc.Driver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * Opens connections to ClickHouse, always with {@code async_insert=0}: servers from 26.3 on switch
 * it on by default, and an insert that is acknowledged before it is written is not written once.
 */
public final class ClickHouse {

  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(60);

  /** A JDBC connection. Never bind a LocalDateTime: the driver shifts it by the machine's zone. */
  public static Connection openConnection(ClickHouseConfig config) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.setProperty("compress", Boolean.toString(config.compress()));
    properties.setProperty("decompress", Boolean.toString(config.compress()));
    properties.setProperty("clickhouse_setting_async_insert", "0");
    var url =
        "jdbc:clickhouse:%s://%s:%d/%s"
            .formatted(
                config.url().getScheme(), config.url().getHost(), config.port(), config.database());
    return new Driver().connect(url, properties);
  }

  /** A client for queries. It may be used by several threads; connects when it is first used. */
  public static Client openClient(ClickHouseConfig config) {
    return builder(config, QUERY_TIMEOUT).build();
  }

  /** A client that gives up soon, to ask whether the server is there. */
  static Client openClient(ClickHouseConfig config, Duration timeout) {
    return builder(config, timeout)
        .setConnectTimeout(timeout.toMillis(), ChronoUnit.MILLIS)
        .setMaxRetries(0)
        .build();
  }

  /**
   * A client for inserts, settlements and migrations: it never repeats a request by itself, so that
   * whoever uses it knows how often it was sent and for how long.
   */
  static Client openInsertClient(ClickHouseConfig config, Duration timeout) {
    return builder(config, timeout).setMaxRetries(0).build();
  }

  private static Client.Builder builder(ClickHouseConfig config, Duration timeout) {
    return new Client.Builder()
        .addEndpoint(
            config.url().getScheme() + "://" + config.url().getHost() + ":" + config.port())
        .setUsername(config.user().isEmpty() ? "default" : config.user())
        .setPassword(config.password())
        .setDefaultDatabase(config.database())
        .setClientName("starstream")
        .compressServerResponse(config.compress())
        .compressClientRequest(config.compress())
        .useAsyncRequests(false)
        .setConnectTimeout(5, ChronoUnit.SECONDS)
        .setSocketTimeout(timeout.toMillis(), ChronoUnit.MILLIS)
        .serverSetting("async_insert", "0");
  }

  private ClickHouse() {}
}
