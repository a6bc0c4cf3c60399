package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.QuerySettings;
import dev.starstream.aggregates.AccessException;
import dev.starstream.aggregates.AccessRights;
import dev.starstream.aggregates.Account;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Migrator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The statements of deploy/clickhouse: read by ClickHouse's own parser everywhere; carried out
 * where the ClickHouse of the tests has users, which the library has not.
 */
final class AccessIT {

  private static final Path FOLDER = Path.of("..", "deploy", "clickhouse");

  private final Stack stack = SharedStack.get();
  private final ClickHouseConfig config =
      new ClickHouseConfig(
          URI.create(stack.clickHouseUrl()),
          stack.clickHouseUser(),
          stack.clickHousePassword(),
          "access_it_" + UUID.randomUUID().toString().substring(0, 8));

  @Test
  void everyStatement_isReadByTheServersParser() throws IOException {
    var read = new ArrayList<String>();
    try (var client = ClickHouse.openClient(config.withDatabase("default"));
        var files = Files.list(FOLDER)) {
      for (var file : files.filter(path -> path.toString().endsWith(".sql")).sorted().toList()) {
        for (var statement : statements(Files.readString(file))) {
          // When
          var formatted =
              client
                  .queryAll(
                      "SELECT formatQuery({statement:String}) AS formatted",
                      Map.of("statement", statement.replace("\\", "\\\\").replace("\n", "\\n")),
                      new QuerySettings())
                  .get(0)
                  .getString("formatted");
          // Then
          assertThat(formatted).as(statement).isNotBlank();
          read.add(formatted);
        }
      }
    }
    assertThat(read).hasSizeGreaterThan(30);
  }

  @Test
  void serverWithoutUsers_saysSo() {
    assumeFalse(hasUsers(), "this ClickHouse has users");
    new Migrator(config).migrate();
    assertThatThrownBy(() -> new AccessRights(config).apply(List.of()))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("ACCESS MANAGEMENT")
        .hasMessageContaining("the embedded engine has no users");
  }

  @Test
  void usersOfATenant_seeItsRowsThroughViewsAndTables() throws Exception {
    assumeTrue(hasUsers(), "this ClickHouse has no users: statements are parsed, not carried out");
    // Given
    new Migrator(config).migrate();
    try (var admin = ClickHouse.openClient(config)) {
      for (var tenant : List.of("acme", "other")) {
        execute(
            admin,
            "INSERT INTO answer_scores (tenant_id, answer_id, submitted_at, scorer_version, level)"
                + " VALUES ('"
                + tenant
                + "', generateUUIDv4(), now(), '1', 'mid')");
      }
      var user = config.database() + "_user";
      // When
      new AccessRights(config).apply(List.of(Account.parse("tenant:acme=" + user)));
      var again = new AccessRights(config).apply(List.of(Account.parse("tenant:acme=" + user)));
      var password = UUID.randomUUID().toString();
      execute(admin, "ALTER USER `" + user + "` IDENTIFIED BY '" + password + "'");
      // Then
      assertThat(again).isPositive();
      var theirs = new ClickHouseConfig(config.url(), user, password, config.database());
      try (var client = ClickHouse.openClient(theirs)) {
        for (var table : List.of("answer_scores", "v_answers", "answers_daily", "v_star_daily")) {
          assertThat(client.queryAll("SELECT DISTINCT tenant_id AS t FROM " + table))
              .as(table)
              .extracting(row -> row.getString("t"))
              .containsExactly("acme");
        }
        assertThatThrownBy(() -> client.queryAll("SELECT * FROM answer_texts"))
            .hasMessageContaining("Not enough privileges");
        assertThatThrownBy(() -> execute(client, "DROP TABLE answer_scores"))
            .isInstanceOf(Exception.class);
      }
      assertThat(admin.queryAll("SELECT DISTINCT tenant_id AS t FROM answer_scores")).hasSize(2);
      execute(admin, "DROP USER `" + user + "`");
    }
  }

  private boolean hasUsers() {
    try (var client = ClickHouse.openClient(config.withDatabase("default"))) {
      client.queryAll("SELECT count() AS n FROM system.roles");
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static void execute(Client client, String sql) throws Exception {
    // The response is read and closed by then.
    var unused = client.execute(sql).get();
  }

  /** With something in place of each placeholder. */
  private static List<String> statements(String file) {
    var code =
        file.replaceAll("(?m)^--.*\\R", "")
            .replaceAll("\\{hash:String\\}", "'" + "0f".repeat(32) + "'")
            .replaceAll("\\{\\w+:Identifier\\}", "`it's`")
            .replaceAll("\\{\\w+:String\\}", "'a\\\\\\\\b'");
    return List.of(code.split(";\\R", -1)).stream()
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }
}
