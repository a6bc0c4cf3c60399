package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The verifier's recounts of the rollups, asked directly. */
final class Recount {

  static final List<String> ROLLUPS =
      List.of("answers_daily", "mistakes_daily", "star_daily", "questions_daily");

  /** Every rollup equals a recount of a table or view, on every column and of all days. */
  static void assertRollupsEqual(Client client, String counted) {
    var parameters =
        Map.<String, Object>of(
            "counted", counted, "first_day", "2000-01-01", "last_day", "2100-01-01", "most", 20);
    for (var rollup : ROLLUPS) {
      assertThat(client.queryAll(statement(rollup), parameters).stream())
          .as("groups in which %s differs from a recount", rollup)
          .extracting(row -> row.getString("place") + ": " + row.getString("detail"))
          .isEmpty();
    }
  }

  private static String statement(String rollup) {
    var file = "statements/recount_" + rollup + ".sql";
    try (var sql = ClickHouse.class.getResourceAsStream(file)) {
      return new String(sql.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Recount() {}
}
