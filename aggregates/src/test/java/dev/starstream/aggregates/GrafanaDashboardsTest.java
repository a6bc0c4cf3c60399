package dev.starstream.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The dashboards of {@code deploy/grafana} are what this makes of the insights' files; {@code
 * -Dgolden.update=true} writes them.
 */
final class GrafanaDashboardsTest {

  private static final Path FOLDER = Path.of("..", "deploy", "grafana", "dashboards");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+):(\\w+)\\}");
  private static final String ALL = "(all)";

  /** Whose values the viewer chooses. All but the first attempts come from the database. */
  private static final List<String> LISTED =
      List.of("company", "category", "cohort", "source", "scorer_version");

  /**
   * One panel.
   *
   * @param type Grafana's name of the kind of chart
   * @param width of 24
   */
  private record Panel(String insight, String type, int width, int height) {}

  private static final List<Panel> OVERVIEW =
      List.of(
          new Panel("mistakes-by-company", "table", 12, 12),
          new Panel("hardest-companies", "table", 12, 12),
          new Panel("star-gaps", "table", 12, 10),
          new Panel("weak-spots", "table", 12, 10),
          new Panel("hardest-questions", "table", 24, 10),
          new Panel("trend", "barchart", 12, 9),
          new Panel("distribution", "barchart", 12, 9),
          new Panel("score-by-attempt", "barchart", 12, 9),
          new Panel("first-to-last", "table", 12, 9),
          new Panel("costliest-mistakes", "table", 12, 9),
          new Panel("freshness", "table", 12, 9));

  @Test
  void overview_isMadeOfTheInsights() throws IOException {
    var dashboard = dashboard("starstream-overview", "Starstream: what trips candidates up");
    int x = 0;
    int y = 0;
    for (var wanted : OVERVIEW) {
      var insight = InsightCatalogue.load().insight(wanted.insight());
      var panel = panel(dashboard, insight.title(), wanted.type(), x, y, wanted);
      panel.put("description", insight.misread());
      clickHouse(panel, panelSql(insight));
      x += wanted.width();
      if (x == 24) {
        x = 0;
        y += wanted.height();
      }
    }
    variables(dashboard);
    compare("overview.json", dashboard);
  }

  @Test
  void operations_areMadeOfMetricsAndRejects() throws IOException {
    var dashboard = dashboard("starstream-operations", "Starstream: operations");
    var half = new Panel("", "timeseries", 12, 8);
    prometheus(
        panel(dashboard, "Differences between topic, table and rollup", "timeseries", 0, 0, half),
        "max by (check) (starstream_reconcile_difference)");
    prometheus(
        panel(dashboard, "Seconds since the verifier came to its end", "timeseries", 12, 0, half),
        "time() - max(starstream_reconcile_last_success_seconds)");
    prometheus(
        panel(dashboard, "Scored answers that wait for the sink", "timeseries", 0, 8, half),
        "sum by (topic) (starstream_sink_lag_records)");
    prometheus(
        panel(dashboard, "Rows a second, by table", "timeseries", 12, 8, half),
        "sum by (table) (rate(starstream_sink_rows_total[5m]))");
    prometheus(
        panel(dashboard, "Records a second that the sink refused", "timeseries", 0, 16, half),
        "sum(rate(starstream_sink_rejected_total[5m]))");
    prometheus(
        panel(dashboard, "Sinks that wait for an outage, and retries", "timeseries", 12, 16, half),
        "sum(starstream_sink_waiting)",
        "sum(rate(starstream_sink_retries_total[5m]))",
        "sum(increase(starstream_sink_doubtful_inserts_total[1h]))");
    clickHouse(
        panel(dashboard, "Rejected records by reason", "table", 0, 24, half),
        """
        SELECT stage, reason, count() AS records, max(rejected_at) AS last
        FROM rejected_answers
        WHERE rejected_at >= $__fromTime AND rejected_at <= $__toTime
            AND tenant_id IN ('', ${tenant:sqlstring})
        GROUP BY stage, reason
        ORDER BY records DESC""");
    clickHouse(
        panel(dashboard, "How old is what one sees?", "table", 12, 24, half),
        panelSql(InsightCatalogue.load().insight("freshness")));
    variables(dashboard);
    compare("operations.json", dashboard);
  }

  /**
   * The insight's own SQL, with Grafana's variables, quoted by Grafana, in place of parameters. The
   * hidden variable {@code rows} says whether rollups can answer, as {@link Insight#sql} does.
   */
  static String panelSql(Insight insight) {
    return PLACEHOLDER
        .matcher(insight.reading("$1_{rows:raw}"))
        .replaceAll(
            place -> Matcher.quoteReplacement(variable(insight, place.group(1), place.group(2))));
  }

  private static String variable(Insight insight, String name, String type) {
    if (name.equals("rows")) {
      return "${rows:raw}";
    }
    if (name.equals("tenant")) {
      return "${tenant:sqlstring}";
    }
    if (name.equals("from") || name.equals("to")) {
      return "toDate(" + (name.equals("from") ? "$__fromTime" : "$__toTime") + ")";
    }
    if (name.equals("first_attempts_only")) {
      return "toUInt8(${first_attempts_only:sqlstring})";
    }
    if (name.equals("level") || LISTED.contains(name)) {
      return "if(${" + name + ":sqlstring} = '" + ALL + "', '', ${" + name + ":sqlstring})";
    }
    var value = insight.param(name).orElseThrow().defaultValue();
    return switch (type) {
      case "String" -> "'" + value + "'";
      case "Date" -> "toDate('" + value + "')";
      default -> value;
    };
  }

  private static ObjectNode dashboard(String uid, String title) {
    var dashboard = JSON.createObjectNode();
    dashboard.put("uid", uid).put("title", title).put("schemaVersion", 39).put("editable", false);
    dashboard.put("timezone", "utc").put("refresh", "1m");
    dashboard.putArray("tags").add("starstream");
    dashboard.putObject("time").put("from", "now-90d").put("to", "now");
    dashboard.putArray("panels");
    return dashboard;
  }

  private static ObjectNode panel(
      ObjectNode dashboard, String title, String type, int x, int y, Panel size) {
    var panels = dashboard.withArray("panels");
    var panel = panels.addObject();
    panel.put("id", panels.size()).put("title", title).put("type", type);
    panel
        .putObject("gridPos")
        .put("x", x)
        .put("y", y)
        .put("w", size.width())
        .put("h", size.height());
    return panel;
  }

  private static void clickHouse(ObjectNode panel, String sql) {
    datasource(panel, "grafana-clickhouse-datasource", "starstream-clickhouse");
    var target = panel.putArray("targets").addObject();
    datasource(target, "grafana-clickhouse-datasource", "starstream-clickhouse");
    target.put("refId", "A").put("editorType", "sql").put("queryType", "table").put("format", 1);
    target.put("rawSql", sql);
  }

  private static void prometheus(ObjectNode panel, String... expressions) {
    datasource(panel, "prometheus", "starstream-prometheus");
    var targets = panel.putArray("targets");
    for (var expression : expressions) {
      var target = targets.addObject();
      datasource(target, "prometheus", "starstream-prometheus");
      target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
      target.put("expr", expression);
    }
  }

  private static void datasource(ObjectNode node, String type, String uid) {
    node.putObject("datasource").put("type", type).put("uid", uid);
  }

  private static void variables(ObjectNode dashboard) {
    var list = dashboard.putObject("templating").putArray("list");
    query(list.addObject(), "tenant", "SELECT tenant_id FROM active_scorer ORDER BY tenant_id");
    for (var name : LISTED) {
      query(
          list.addObject(),
          name,
          "SELECT '"
              + ALL
              + "' UNION ALL SELECT * FROM (SELECT DISTINCT toString("
              + name
              + ") AS value FROM "
              + (name.equals("cohort") || name.equals("source") ? "answer_scores" : "answers_daily")
              + " WHERE tenant_id = ${tenant:sqlstring} AND value != ''"
              + " ORDER BY value)");
    }
    var rows = list.addObject();
    query(
        rows,
        "rows",
        "SELECT if(${cohort:sqlstring} = '%1$s' AND ${source:sqlstring} = '%1$s', 'daily', 'each')"
            .formatted(ALL));
    rows.put("hide", 2);
    current(rows, "daily");
    custom(list.addObject(), "level", ALL + ",junior,mid,senior,staff,unspecified");
    custom(list.addObject(), "first_attempts_only", "1,0");
  }

  private static void query(ObjectNode variable, String name, String sql) {
    variable.put("name", name).put("type", "query").put("refresh", 2).put("query", sql);
    datasource(variable, "grafana-clickhouse-datasource", "starstream-clickhouse");
    if (!name.equals("tenant")) {
      current(variable, ALL);
    }
  }

  private static void custom(ObjectNode variable, String name, String values) {
    variable.put("name", name).put("type", "custom").put("query", values);
    current(variable, values.substring(0, values.indexOf(',')));
  }

  private static void current(ObjectNode variable, String value) {
    variable.putObject("current").put("text", value).put("value", value);
  }

  private static void compare(String file, ObjectNode dashboard) throws IOException {
    var printer =
        new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    var text = JSON.writer(printer).writeValueAsString(dashboard) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(FOLDER.resolve(file), text);
    }
    assertThat(Files.readString(FOLDER.resolve(file))).isEqualTo(text);
  }
}
