package dev.starstream.aggregates;

import com.clickhouse.client.api.ServerException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a ClickHouse server who may do what with the database: the statements of {@code
 * deploy/clickhouse}, which may be repeated. Not a service: it runs once, after the migrations.
 */
public final class AccessRights {

  private static final int ACCESS_DENIED = 497;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+):(Identifier|String)\\}");

  private final ClickHouseConfig config;

  public AccessRights(ClickHouseConfig config) {
    this.config = config;
  }

  /**
   * Makes profiles, roles, quotas and row policies, then the accounts.
   *
   * @return how many statements the server has taken
   * @throws AccessException if it refuses one, as the embedded engine does, which has no users;
   *     those before it stay, and repeating them does no harm
   */
  public int apply(List<Account> accounts) {
    var statements = statements(config.database(), accounts);
    try (var client = ClickHouse.openClient(config)) {
      for (var statement : statements) {
        // The response is read and closed by then.
        var unused = client.execute(statement).get();
      }
    } catch (ExecutionException | CompletionException e) {
      throw refused(e.getCause());
    } catch (ServerException e) {
      throw refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccessException("interrupted while rights were given", e);
    }
    return statements.size();
  }

  private AccessException refused(Throwable cause) {
    var expected =
        cause instanceof ServerException server && server.getCode() == ACCESS_DENIED
            ? " (expected: a server with users, and one that has ACCESS MANAGEMENT;"
                + " the embedded engine has no users)"
            : "";
    return new AccessException(
        "cannot give rights on " + config + ": " + cause.getMessage() + expected, cause);
  }

  /** All statements, in their order. */
  static List<String> statements(String database, List<Account> accounts) {
    var statements = new ArrayList<>(read("roles.sql", Map.of("database", database)));
    for (var account : accounts) {
      account
          .tenant()
          .ifPresent(
              tenant ->
                  statements.addAll(
                      read(
                          "tenant.sql",
                          Map.of(
                              "database", database,
                              "tenant", tenant,
                              "role", account.roleName()))));
      statements.addAll(
          read(
              "user.sql",
              Map.of("user", account.user(), "role", account.roleName(), "hash", randomHash())));
    }
    return List.copyOf(statements);
  }

  private static List<String> read(String file, Map<String, String> values) {
    var code = Resources.text("access/" + file).replaceAll("(?m)^--.*\\R", "");
    return Arrays.stream(code.split(";\\R", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .map(statement -> filled(statement, values))
        .toList();
  }

  private static String filled(String statement, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(statement)
        .replaceAll(
            place -> {
              var value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException("no value for {" + place.group(1) + "}");
              }
              return Matcher.quoteReplacement(
                  quoted(value, place.group(2).equals("Identifier") ? '`' : '\''));
            });
  }

  /** A name or a literal that ends where its quotes end, whatever stands in it. */
  static String quoted(String value, char quote) {
    return quote + value.replace("\\", "\\\\").replace(String.valueOf(quote), "\\" + quote) + quote;
  }

  /** Of a password that nobody knows. */
  private static String randomHash() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
