package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Migrator;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the rollups say is what the answers one by one say, whatever has happened to the parts: of
 * each insight that reads rollups, with the views of each answer in their place.
 */
final class RollupsIT {

  private static final Pattern ROLLUP = Pattern.compile("(?m)\\b(FROM \\w+)_daily$");

  private ClickHouseConfig config;
  private Client client;

  @BeforeEach
  void migrate() {
    var stack = SharedStack.get();
    config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            "rollups_it_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    client = ClickHouse.openClient(config);
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    client.close();
    try (var connection = ClickHouse.openConnection(config.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + config.database());
    }
  }

  @Test
  void repeatedInsertsAndMerges_leaveRollupsSayingWhatTheAnswersSay() throws Exception {
    // Given
    insert("first", 0, 5_000);
    insert("second", 5_000, 5_000);
    // When
    insert("second", 5_000, 5_000);
    // Then
    assertRollupsSayWhatTheAnswersSay();
    // When
    for (var rollup : Recount.ROLLUPS) {
      execute("OPTIMIZE TABLE " + rollup + " FINAL", "merge");
    }
    insert("third", 10_000, 2_000);
    // Then
    assertRollupsSayWhatTheAnswersSay();
  }

  @Test
  void versionInForce_isReadFromItsProjection() throws Exception {
    // Given
    var versions =
        "SELECT tenant_id, scorer_version, max(day) AS d FROM answers_daily GROUP BY 1, 2";
    insert("first", 0, 5_000);
    // Then
    assertThat(client.queryAll("EXPLAIN SELECT * FROM active_scorer").stream())
        .extracting(RollupsIT::step)
        .filteredOn(line -> line.startsWith("ReadFrom") && !line.contains("scorer_activations"))
        .singleElement()
        .isEqualTo("ReadFromMergeTree (by_version)");
    // When
    execute("OPTIMIZE TABLE answers_daily FINAL", "merge");
    execute(
        "ALTER TABLE answers_daily DELETE WHERE scorer_version = '4' SETTINGS mutations_sync = 2",
        "delete");
    // Then
    assertThat(rows(versions, Map.of(), "1")).hasSize(1).isEqualTo(rows(versions, Map.of(), "0"));
  }

  /**
   * A step of a plan without what places it in the tree, which from 26.7 on is drawn with lines.
   */
  private static String step(GenericRecord row) {
    return row.getString("explain").replaceFirst("^[\\s│├└─]+", "").strip();
  }

  private void assertRollupsSayWhatTheAnswersSay() {
    var compared = 0;
    for (var insight : InsightCatalogue.load().all()) {
      var ofEach = ROLLUP.matcher(insight.sql()).replaceAll("$1_each");
      if (ofEach.equals(insight.sql())) {
        continue;
      }
      compared++;
      var filters =
          List.of(
              Map.<String, String>of(),
              Map.of("company", "meta", "level", "mid"),
              Map.of("category", "conflict", "from", "2026-03-05", "to", "2026-04-11"),
              Map.of("first_attempts_only", "0"));
      for (var filter : filters) {
        var parameters = parameters(insight);
        filter.forEach((param, value) -> parameters.replace(param, value));
        assertThat(rows(insight.sql(), parameters, "1"))
            .as(insight.name() + " " + filter)
            .isNotEmpty()
            .isEqualTo(rows(ofEach, parameters, "1"));
      }
    }
    assertThat(compared).isEqualTo(1);
  }

  private List<Map<String, Object>> rows(
      String sql, Map<String, Object> parameters, String useProjections) {
    var settings = new QuerySettings().serverSetting("optimize_use_projections", useProjections);
    var rows = new ArrayList<Map<String, Object>>();
    for (var row : client.queryAll(sql, parameters, settings)) {
      var values = new HashMap<String, Object>();
      row.getValues().forEach((column, value) -> values.put(column, shown(value)));
      rows.add(values);
    }
    return rows;
  }

  /** Sums of doubles depend on the order of the base table's rows in their last digits. */
  private static String shown(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.9f", number)
        : String.valueOf(value);
  }

  private static Map<String, Object> parameters(Insight insight) {
    var parameters = new HashMap<String, Object>();
    parameters.put("tenant", "acme");
    insight.params().forEach(param -> parameters.put(param.name(), param.defaultValue()));
    return parameters;
  }

  private void insert(String token, int first, int count) throws Exception {
    execute(
        """
        INSERT INTO answer_scores (tenant_id, answer_id, candidate_key, cohort, question_id, category, company, level, attempt_no,
            submitted_at, overall, passed, outcome_metric, metric_count, mistake_ids, mistake_severities, scorer_version)
        SELECT 'acme', generateUUIDv4(number), number % 400, ['', 'spring'][number % 7 % 2 + 1], ['q1', 'q2', 'q3'][number % 3 + 1],
            ['conflict', 'quality', 'conflict'][number % 3 + 1], ['meta', 'tiny', 'acme', ''][intDiv(number, 3) % 4 + 1],
            ['mid', 'senior'][number % 2 + 1], 1 + intDiv(number, 50) % 12, toDateTime64('2026-03-01', 3, 'UTC') + (number % 5000) * 1000,
            (number % 100) / 100, number % 100 >= 60, number % 4 = 0, number % 3,
            if(number % 3 = 0, ['no_result', 'absolutist'], []), if(number % 3 = 0, ['major', ['minor', 'critical'][number % 2 + 1]], []),
            if(number % 11 = 0, '4', '3')
        FROM numbers({first:UInt64}, {count:UInt64})
        """
            .replace("{first:UInt64}", Integer.toString(first))
            .replace("{count:UInt64}", Integer.toString(count)),
        token);
  }

  private void execute(String sql, String token) throws Exception {
    var settings = new CommandSettings();
    settings.serverSetting("wait_end_of_query", "1");
    settings.serverSetting("deduplicate_blocks_in_dependent_materialized_views", "1");
    settings.serverSetting("insert_deduplication_token", token);
    // The response is read and closed by then.
    var unused = client.execute(sql, settings).get();
  }
}
