package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
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
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The projections inside the rollups: an insight whose columns they have is answered from them, and
 * they say what the rollup says, whatever has happened to its parts.
 */
final class RollupProjectionsIT {

  /** Without filters these need nothing that is finer than the projections. */
  private static final Map<String, List<String>> ANSWERED_FROM =
      Map.of(
          "mistakes-by-company", List.of("by_question", "by_company"),
          "hardest-companies", List.of("by_question"),
          "star-gaps", List.of("by_company", "by_question"),
          "metric-usage", List.of("by_question"),
          "score-by-attempt", List.of("by_attempt"),
          "weak-spots", List.of("by_question"),
          "costliest-mistakes", List.of("by_question", "by_company"),
          "trend", List.of("by_day"));

  private static final List<String> ROLLUPS =
      List.of("answers_daily", "mistakes_daily", "star_daily", "attempts_daily");

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
            "projections_it_" + UUID.randomUUID().toString().substring(0, 8));
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
  void insightsWithoutFilter_areAnsweredFromProjections() throws Exception {
    // Given
    insert("first", 0, 20_000);
    // When, Then
    for (var name : ANSWERED_FROM.keySet()) {
      var insight = InsightCatalogue.load().insight(name);
      var plan =
          client
              .queryAll("EXPLAIN " + insight.sql(), parameters(insight), new QuerySettings())
              .stream()
              .map(row -> row.getString("explain").strip())
              .filter(line -> line.startsWith("ReadFromMergeTree"))
              .toList();
      assertThat(plan).as(name).isNotEmpty();
      assertThat(plan)
          .as(name)
          .allMatch(
              line ->
                  ANSWERED_FROM.get(name).stream().anyMatch(one -> line.contains("(" + one + ")")));
    }
  }

  @Test
  void repeatedInsertsMergesAndDeletedRows_leaveProjectionsEqualToTheirTable() throws Exception {
    // Given
    insert("first", 0, 5_000);
    insert("second", 5_000, 5_000);
    // When
    insert("second", 5_000, 5_000);
    // Then
    assertProjectionsEqualTheirTables();
    // When
    for (var rollup : ROLLUPS) {
      execute("OPTIMIZE TABLE " + rollup + " FINAL", "merge");
    }
    insert("third", 10_000, 2_000);
    // Then
    assertProjectionsEqualTheirTables();
    // When
    for (var rollup : ROLLUPS) {
      execute(
          "ALTER TABLE " + rollup + " DELETE WHERE company = 'tiny' SETTINGS mutations_sync = 2",
          "delete");
    }
    // Then
    assertProjectionsEqualTheirTables();
  }

  private void assertProjectionsEqualTheirTables() {
    for (var name : ANSWERED_FROM.keySet()) {
      var insight = InsightCatalogue.load().insight(name);
      var filters =
          Stream.of(
              Map.<String, String>of(),
              Map.of("company", "meta"),
              Map.of("level", "mid"),
              Map.of("from", "2026-03-05", "to", "2026-04-11"),
              Map.of("first_attempts_only", "0"));
      filters.forEach(
          filter -> {
            var parameters = parameters(insight);
            filter.forEach(
                (param, value) -> {
                  if (insight.param(param).isPresent()) {
                    parameters.put(param, value);
                  }
                });
            assertThat(rows(insight, parameters, "1"))
                .as(name + " " + filter)
                .isEqualTo(rows(insight, parameters, "0"));
          });
    }
  }

  private List<Map<String, Object>> rows(
      Insight insight, Map<String, Object> parameters, String useProjections) {
    var settings = new QuerySettings().serverSetting("optimize_use_projections", useProjections);
    var rows = new ArrayList<Map<String, Object>>();
    for (var row : client.queryAll(insight.sql(), parameters, settings)) {
      var values = new HashMap<String, Object>();
      row.getValues().forEach((column, value) -> values.put(column, String.valueOf(value)));
      rows.add(values);
    }
    return rows;
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
