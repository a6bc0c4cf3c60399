package dev.starstream.aggregates;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where ClickHouse is and who is asking.
 *
 * @param url HTTP interface, such as {@code http://127.0.0.1:8123}: scheme, host and port only
 * @param user empty for the server's default user
 * @param password empty if the user has none; masked in {@link #toString()}
 * @param database the database that holds all of Starstream's tables
 * @param compress whether requests and responses are compressed with LZ4; the embedded engine
 *     cannot
 */
public record ClickHouseConfig(
    URI url, String user, String password, String database, boolean compress) {

  private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  public ClickHouseConfig {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getQuery() != null
        || !(url.getPath().isEmpty() || url.getPath().equals("/"))) {
      // The URL may hold a password, so only its harmless parts are repeated.
      throw new IllegalArgumentException(
          "clickhouse url: scheme "
              + url.getScheme()
              + ", host "
              + url.getHost()
              + ", path "
              + url.getPath()
              + " (expected: http://host:port or https://host:port, nothing more)");
    }
    if (!DATABASE.matcher(database).matches()) {
      throw new IllegalArgumentException(
          "clickhouse database: '" + database + "' (expected: letters, digits and _, 1 to 64)");
    }
  }

  /** As the canonical one, without compression: the engines nearby gain nothing from it. */
  public ClickHouseConfig(URI url, String user, String password, String database) {
    this(url, user, password, database, false);
  }

  /** The same server and user with another database. */
  public ClickHouseConfig withDatabase(String database) {
    return new ClickHouseConfig(url, user, password, database, compress);
  }

  int port() {
    if (url.getPort() != -1) {
      return url.getPort();
    }
    return "https".equals(url.getScheme()) ? 8443 : 8123;
  }

  @Override
  public String toString() {
    return "ClickHouseConfig[url=" + url + ", user=" + user + ", database=" + database + "]";
  }
}
