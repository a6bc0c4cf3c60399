package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Migrator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query of the Grafana dashboards, with variables as Grafana would put them in. */
final class GrafanaPanelsIT {

  private static final Path FOLDER = Path.of("..", "deploy", "grafana", "dashboards");

  private static ClickHouseConfig config;
  private static Client client;

  @BeforeAll
  static void fill() throws Exception {
    var stack = SharedStack.get();
    config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            "grafana_it_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    client = ClickHouse.openClient(config);
    // The response is read and closed by then.
    var unused =
        client
            .execute(
                """
                INSERT INTO answer_scores (tenant_id, answer_id, candidate_key, cohort, source, question_id, category, company, level, attempt_no,
                    submitted_at, ingested_at, scored_at, overall, passed, mistake_ids, mistake_severities, scorer_version)
                SELECT if(number % 5 = 0, 'o''hara', 'acme'), generateUUIDv4(number), number % 40, ['', 'spring'][intDiv(number, 7) % 2 + 1], ['', 'app'][number % 2 + 1], ['q1', 'q2'][number % 2 + 1], 'conflict',
                    ['meta', 'tiny', ''][number % 3 + 1], ['mid', 'senior'][number % 2 + 1], 1 + intDiv(number, 100) % 3,
                    toDateTime64('2026-03-01', 3, 'UTC') + number * 3600 AS told_at, told_at, told_at + 1, (number % 10) / 10,
                    number % 10 >= 6, if(number % 3 = 0, ['no_result'], []), if(number % 3 = 0, ['major'], []), '3'
                FROM numbers(600)
                """)
            .get();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    client.close();
    try (var connection = ClickHouse.openConnection(config.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + config.database());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"overview.json", "operations.json"})
  void everyQuery_isAnswered(String file) throws IOException {
    var dashboard = dashboard(file);
    var queries = new ArrayList<String>();
    dashboard.findValuesAsText("rawSql", queries);
    for (var variable : dashboard.at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(variable.path("query").asText());
      }
    }
    assertThat(queries).hasSizeGreaterThan(6);
    for (var sql : queries) {
      for (var tenant : List.of("acme", "o'hara", "nobody")) {
        assertThat(client.queryAll(withVariables(sql, tenant))).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"(all),(all)", "spring,(all)", "(all),app", "spring,app"})
  void everyInsightsPanel_showsWhatTheInsightSays(String cohort, String source) throws IOException {
    var filters = new HashMap<String, String>();
    filters.put("cohort", cohort.equals("(all)") ? "" : cohort);
    filters.put("source", source.equals("(all)") ? "" : source);
    var insights = new Insights(client, InsightCatalogue.load());
    var compared = 0;
    for (var panel : dashboard("overview.json").path("panels")) {
      var insight =
          insights.catalogue().all().stream()
              .filter(one -> one.title().equals(panel.path("title").asText()))
              .findFirst()
              .orElseThrow();
      // When
      var sql =
          panel
              .at("/targets/0/rawSql")
              .asText()
              .replace("${rows:raw}", rowsVariable(cohort, source))
              .replace("${cohort:sqlstring}", "'" + cohort + "'")
              .replace("${source:sqlstring}", "'" + source + "'");
      var rows = client.queryAll(withVariables(sql, "o'hara"));
      // Then
      var asked = new HashMap<>(filters);
      asked.put("from", "2026-03-02");
      asked.put("to", "2026-03-20");
      asked.keySet().removeIf(name -> insight.param(name).isEmpty());
      var said = insights.run(insight.name(), asked, "o'hara");
      assertThat(rows).as(insight.name()).hasSameSizeAs(said.rows()).isNotEmpty();
      if (insight.column("answers").isPresent()) {
        int place = insight.columns().indexOf(insight.column("answers").get());
        assertThat(rows)
            .as(insight.name())
            .extracting(row -> String.valueOf(row.getObject("answers")))
            .containsExactlyElementsOf(
                said.rows().stream().map(row -> String.valueOf(row.get(place))).toList());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(6);
  }

  /** The hidden variable, as Grafana asks for it when another one changes. */
  private static String rowsVariable(String cohort, String source) throws IOException {
    for (var variable : dashboard("overview.json").at("/templating/list")) {
      if (variable.path("name").asText().equals("rows")) {
        return client
            .queryAll(
                variable
                        .path("query")
                        .asText()
                        .replace("${cohort:sqlstring}", "'" + cohort + "'")
                        .replace("${source:sqlstring}", "'" + source + "'")
                    + " AS rows")
            .get(0)
            .getString("rows");
      }
    }
    throw new AssertionError("no variable rows");
  }

  private static JsonNode dashboard(String file) throws IOException {
    return JsonMapper.builder().build().readTree(FOLDER.resolve(file).toFile());
  }

  /** Grafana's format sqlstring puts quotes around a value and doubles those within. */
  private static String withVariables(String sql, String tenant) {
    var replaced =
        sql.replace("${tenant:sqlstring}", "'" + tenant.replace("'", "''") + "'")
            .replace("${first_attempts_only:sqlstring}", "'1'")
            .replace("${rows:raw}", "daily")
            .replaceAll("\\$\\{\\w+:sqlstring\\}", "'(all)'")
            .replace("$__fromTime", "toDateTime('2026-03-02 00:00:00')")
            .replace("$__toTime", "toDateTime('2026-03-20 10:00:00')");
    assertThat(replaced).doesNotContain("${", "$__");
    return replaced;
  }
}
