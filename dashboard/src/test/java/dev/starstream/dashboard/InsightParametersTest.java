package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightParameter;
import dev.starstream.aggregates.Insights;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every parameter of every insight, given what it cannot take; no database is asked. */
class InsightParametersTest {
  private static final String SQL = "' OR 1 = 1) UNION ALL SELECT * FROM answer_texts --";
  private static final String SOME_ID = "0a516d7e-41be-55b2-b606-92ac119197e7";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Insight> insights() {
    return InsightCatalogue.load().all().stream();
  }

  static Stream<Arguments> parameters() {
    return insights()
        .flatMap(insight -> insight.params().stream().map(param -> Arguments.of(insight, param)));
  }

  private static List<String> impossible(InsightParameter param) {
    var values = new ArrayList<String>();
    if (!param.allowed().isEmpty()) {
      values.addAll(
          List.of(SQL, "no-such", param.allowed().get(0).toUpperCase(Locale.ROOT) + " ", "\\N"));
    }
    values.addAll(
        switch (param.type()) {
          case "Date" ->
              List.of("", "yesterday", "2026-02-30", "2026-1-1", "1969-12-31", "2149-06-07", SQL);
          case "UUID" -> List.of("", "x", SOME_ID + "0", SQL);
          case "String" -> List.of("x".repeat(201), SQL.repeat(5));
          default ->
              List.of(
                  "",
                  "x",
                  "1.5",
                  "1e3",
                  "0x1",
                  "1 ",
                  Long.toString(param.least() - 1),
                  Long.toString(param.greatest() + 1),
                  "18446744073709551616",
                  SQL);
        });
    return values;
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void impossibleValue_is400AndNamesTheParameter(Insight insight, InsightParameter param) {
    for (var value : impossible(param)) {
      var params = required(insight);
      params.put(param.name(), value);

      var reply = server.get(path(insight) + query(params));

      assertThat(reply.status()).as("%s=%s", param.name(), value).isEqualTo(400);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      var problem = reply.json();
      assertThat(problem.get("type").asText()).isEqualTo("urn:starstream:problem:bad-parameter");
      assertThat(problem.get("parameter").asText()).isEqualTo(param.name());
      assertThat(problem.get("expected").asText()).isNotBlank();
      assertThat(problem.get("detail").asText()).hasSizeLessThan(500);
    }
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void parameterGivenTwice_is400AndNamesIt(Insight insight, InsightParameter param) {
    var pair = param.name() + "=" + encoded(possible(param));

    var reply = server.get(path(insight) + "?" + pair + "&" + pair);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("parameter").asText()).isEqualTo(param.name());
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void whateverAParameterHolds_theSqlStaysTheFile(Insight insight, InsightParameter param) {
    var params = required(insight);
    boolean free = param.type().equals("String") && param.allowed().isEmpty();
    params.put(param.name(), free ? SQL : possible(param));
    params.put("explain", "sql");

    var reply = server.get(path(insight) + query(params));

    assertThat(reply.status()).isEqualTo(200);
    var script = reply.text();
    int end = script.indexOf("\n\n");
    // Rollups tell neither apart: the same statement reads another relation with the same columns.
    var finer = List.of("cohort", "source").contains(param.name());
    var relation = finer ? "$1_each" : "$1_daily";
    var sql = insight.sql().replaceAll("(?m)\\b(FROM \\w+)_daily$", relation);
    // What is settled has the columns of what it stands for.
    var read =
        script
            .substring(end + 2)
            .replaceAll("\\b(FROM \\w+?)_(whole|days|all_days|cell|wide)\\(", "$1_each(");
    assertThat(read).isEqualTo(sql + ";\n");
    var set = script.substring(0, end).lines().toList();
    assertThat(set.get(0)).isEqualTo("-- " + insight.title());
    assertThat(set).hasSize(2 + insight.params().size());
    assertThat(set.subList(1, set.size()))
        .allSatisfy(line -> assertThat(line).matches("SET param_\\w+ = '([^'\\\\]|\\\\.)*';"));
    var sent = set.get(2 + insight.params().indexOf(param));
    assertThat(sent)
        .isEqualTo(
            "SET param_"
                + param.name()
                + " = '"
                + params.get(param.name()).replace("'", "\\'")
                + "';");
  }

  @ParameterizedTest
  @MethodSource("insights")
  void whatNoInsightHas_is400AndNamed(Insight insight) {
    for (var unknown : List.of("tenant", "Level", "limit", "format", "'; DROP TABLE x --")) {
      var params = required(insight);
      params.put(unknown, "dev");

      var reply = server.get(path(insight) + query(params));

      assertThat(reply.status()).as(unknown).isEqualTo(400);
      assertThat(reply.json().get("parameter").asText()).isEqualTo(unknown);
    }
  }

  @ParameterizedTest
  @MethodSource("insights")
  void rangeThatEndsBeforeItBegins_is400AndNamesItsBegin(Insight insight) {
    if (insight.param("from").isEmpty()) {
      return;
    }

    var reply = server.get(path(insight) + "?from=2026-03-02&to=2026-03-01");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("parameter").asText()).isEqualTo("from");
    assertThat(reply.json().get("expected").asText()).contains("2026-03-01");
  }

  @ParameterizedTest
  @MethodSource("insights")
  void whatIsMissing_is400AndNamed(Insight insight) {
    for (var name : required(insight).keySet()) {
      var reply = server.get(path(insight));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().get("parameter").asText()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "TREND", "trend'--", "trend;", "..%2Ftrend", "trend.sql"})
  void unknownInsight_is404AndNamed(String name) {
    var reply = server.get("/v1/insights/" + encoded(name).replace("%252F", "%2F"));

    assertThat(reply.status()).isIn(400, 404);
    assertThat(reply.text()).doesNotContain("SELECT");
  }

  private static Map<String, String> required(Insight insight) {
    var params = new LinkedHashMap<String, String>();
    insight.params().stream()
        .filter(InsightParameter::required)
        .forEach(param -> params.put(param.name(), possible(param)));
    return params;
  }

  /** What {@link Insights#explain} shows as it was given. */
  private static String possible(InsightParameter param) {
    if (!param.allowed().isEmpty()) {
      return param.allowed().get(0);
    }
    return switch (param.type()) {
      case "Date" -> "2026-03-01";
      case "UUID" -> SOME_ID;
      case "String" -> "x";
      default -> Long.toString(param.greatest());
    };
  }

  private static String path(Insight insight) {
    return "/v1/insights/" + insight.name();
  }

  private static String query(Map<String, String> params) {
    var query = new StringBuilder();
    params.forEach(
        (name, value) ->
            query
                .append(query.isEmpty() ? "?" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(value)));
    return query.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
