package dev.starstream.devstack;

import static dev.starstream.devstack.CohortInsights.ANSWERS;
import static dev.starstream.devstack.CohortInsights.COHORT;
import static dev.starstream.devstack.CohortInsights.once;
import static dev.starstream.devstack.InsightRecount.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightParameter;
import dev.starstream.aggregates.InsightTable;
import dev.starstream.aggregates.Insights;
import dev.starstream.devstack.CohortInsights.EveryInsight;
import dev.starstream.devstack.InsightCohort.Scored;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds of all insights: nobody is shown alone, tenants are apart, text is never SQL. */
final class InsightEdgesIT {
  private static Client client;
  private static Insights insights;

  @BeforeAll
  static void fill() {
    client = CohortInsights.client();
    insights = CohortInsights.insights();
  }

  private static Map<String, String> required(Insight insight) {
    var params = new LinkedHashMap<String, String>();
    insight.params().stream()
        .filter(InsightParameter::required)
        .forEach(param -> params.put(param.name(), new UUID(7, 0).toString()));
    return params;
  }

  @EveryInsight
  void noRows_noAnswer(Insight insight) {
    assertThat(insights.run(insight.name(), required(insight), "nobody").rows()).isEmpty();
  }

  @EveryInsight
  void onePerson_isNeverShown(Insight insight) throws Exception {
    if (insight.layout() == Insight.Layout.RECORD) {
      return;
    }
    once("one", () -> InsightCohort.random("one", 3, 1, List.of("1", "2")));

    var result = insights.run(insight.name(), Map.of(), "one");

    if (!insight.name().equals("freshness")) {
      assertThat(result.sentence())
          .isIn("No answers match.", "Fewer than 5 people in every group: no figures.");
    }
    assertThat(result.rows())
        .filteredOn(row -> !insight.name().equals("freshness") || !row.get(0).equals(ALL))
        .allSatisfy(row -> assertThat(result.value(row, "suppressed")).isEqualTo(1L))
        .allSatisfy(row -> assertThat(result.value(row, "answers")).isNull())
        .allSatisfy(
            row ->
                assertThat(row.subList(insight.name().equals("distribution") ? 2 : 0, row.size()))
                    .noneMatch(Double.class::isInstance));
  }

  @EveryInsight
  void everybodyPassesOrFails_isNoError(Insight insight) throws Exception {
    var cohort = InsightCohort.random("pass", 11, 60, List.of("1", "2"));
    once("pass", () -> cohort.stream().map(a -> a.of("pass", 0.9)).toList());
    once("fail", () -> cohort.stream().map(a -> a.of("fail", 0.1)).toList());
    var params = required(insight);

    for (var tenant : List.of("pass", "fail")) {
      var result = insights.run(insight.name(), params, tenant);

      assertThat(result.rows()).as(tenant).hasSizeGreaterThanOrEqualTo(params.isEmpty() ? 1 : 0);
      InsightTable.render(result, 100);
    }
  }

  @Test
  void everybodyPasses_noCompanyIsHarder() throws Exception {
    everybodyPassesOrFails_isNoError(insights.catalogue().insight("hardest-companies"));

    var result = insights.run("hardest-companies", Map.of(), "pass");

    assertThat(result.rows())
        .filteredOn(row -> result.value(row, "suppressed").equals(0L))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(result.value(row, "rate")).isEqualTo(0.0))
        .allSatisfy(row -> assertThat(result.value(row, "rate_low")).isEqualTo(0.0))
        .allSatisfy(row -> assertThat(result.value(row, "adjusted")).isNull())
        .allSatisfy(row -> assertThat(result.value(row, "verdict")).isNull());
  }

  private static void tie() throws Exception {
    var base =
        InsightCohort.random("ties", 13, 80, List.of("1")).stream()
            .filter(a -> !a.company().isEmpty())
            .toList();
    once(
        "ties",
        () ->
            Stream.of("zeta", "alpha", "mid")
                .flatMap(company -> base.stream().map(a -> a.asked(company, "q1")))
                .toList());
  }

  @Test
  void companiesThatAreAlike_standInTheOrderOfTheirNamesWithNoClearDifference() throws Exception {
    tie();

    var result = insights.run("hardest-companies", Map.of(), "ties");

    assertThat(result.rows())
        .extracting(row -> result.value(row, "company"))
        .containsExactly("alpha", "mid", "zeta");
    assertThat(result.rows())
        .extracting(row -> result.value(row, "verdict"))
        .containsOnly("no clear difference");
    assertThat(result.rows())
        .allSatisfy(
            row -> assertThat((Double) result.value(row, "adjusted")).isCloseTo(1, within(1e-9)));
  }

  @EveryInsight
  void aTenantWithTheSameIds_changesNothing(Insight insight) throws Exception {
    once("left", () -> InsightCohort.random("left", 17, 60, List.of("1", "2")));
    var params = required(insight);
    if (!params.isEmpty()) {
      params.replaceAll((name, value) -> new UUID(17, 0).toString());
    }
    var before = insights.run(insight.name(), params, "left");
    once(
        "right",
        () ->
            InsightCohort.random("left", 17, 60, List.of("1", "99")).stream()
                .map(a -> a.of("right", 1 - a.overall()))
                .toList());

    var after = insights.run(insight.name(), params, "left");

    assertThat(before.rows()).isNotEmpty();
    // The order of adding floating-point numbers is not fixed.
    assertThat(after.rows())
        .usingRecursiveComparison()
        .withComparatorForType(
            (a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b), Double.class)
        .isEqualTo(before.rows());
  }

  private static final List<String> HOSTILE =
      List.of(
          "' OR 1 = 1 --\\\t\n\r\0{tenant:String}\uD83D\uDE00",
          "\\' OR 1 = 1 --",
          "\\N",
          "') UNION ALL SELECT * FROM answer_texts --");

  /**
   * That no parameter changes the SQL is shown without a database ({@code InsightParametersTest});
   * so here all of an insight's texts are hostile at once, and then one alone.
   */
  @EveryInsight
  void textInAParameter_isNeverSql(Insight insight) {
    var texts =
        insight.params().stream()
            .filter(param -> param.type().equals("String") && param.allowed().isEmpty())
            .map(InsightParameter::name)
            .toList();
    var everywhere = required(insight);
    texts.forEach(name -> everywhere.put(name, HOSTILE.get(texts.indexOf(name) % HOSTILE.size())));
    var alone = required(insight);
    var one = texts.get(insight.name().length() % texts.size());
    alone.put(one, HOSTILE.get(0));

    for (var params : List.of(everywhere, alone)) {
      var rows = insights.run(insight.name(), params, COHORT).rows();
      assertThat(rows.stream().filter(row -> !row.contains(ALL))).as("%s", params).isEmpty();
    }
  }

  @EveryInsight
  void theTableFitsATerminal(Insight insight) {
    var params = required(insight);
    params.replaceAll((name, value) -> ANSWERS.get(0).id().toString());

    var result = insights.run(insight.name(), params, COHORT);
    var table = InsightTable.render(result, 100);

    assertThat(result.sentence()).containsPattern("\\d").doesNotStartWith("With too few");
    assertThat(table.lines())
        .hasSizeGreaterThan(4)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @EveryInsight
  void rowsThatTie_standInAFixedOrder(Insight insight) throws Exception {
    tie();
    var params = required(insight);

    var rows = insights.run(insight.name(), params, "ties").rows();
    var again = insights.run(insight.name(), params, "ties").rows();

    assertThat(rows).doesNotHaveDuplicates();
    assertThat(texts(again)).isEqualTo(texts(rows));
  }

  private static List<List<Object>> texts(List<List<Object>> rows) {
    return rows.stream()
        .map(row -> row.stream().filter(value -> !(value instanceof Double)).toList())
        .toList();
  }

  /** 22:30 UTC on the Sunday when clocks go forward is half past midnight on Monday in Berlin. */
  @Test
  void weeksAndDaysAreUtc_hoursAndWeekdaysAreTheCandidates() throws Exception {
    var sunday = Instant.parse("2026-03-29T22:30:00Z");
    var people =
        InsightCohort.random("clock", 19, 60, List.of("1")).stream()
            .filter(Scored::first)
            .collect(Collectors.toMap(Scored::person, a -> a, (a, b) -> a))
            .values()
            .stream()
            .limit(12)
            .toList();
    once(
        "clock",
        () ->
            Stream.of(sunday, sunday.plus(Duration.ofDays(7)))
                .flatMap(time -> people.stream().map(a -> a.at(time, 120)))
                .toList());

    var when = insights.run("when", Map.of("by", "both"), "clock");
    assertThat(when.rows()).hasSize(1);
    assertThat(when.value(when.rows().get(0), "weekday")).isEqualTo("Monday");
    assertThat(when.value(when.rows().get(0), "hour")).isEqualTo("00");
    var trend = insights.run("trend", Map.of(), "clock");
    assertThat(trend.rows())
        .extracting(row -> trend.value(row, "week"))
        .containsExactly(LocalDate.of(2026, 3, 23), LocalDate.of(2026, 3, 30));
    var retention = insights.run("retention", Map.of(), "clock");
    assertThat(retention.rows())
        .extracting(row -> retention.value(row, "week"))
        .containsExactly(ALL, "2026-03-23");
    assertThat(retention.rows())
        .allSatisfy(row -> assertThat(retention.value(row, "returned")).isEqualTo(1.0));
    assertThat(insights.run("length", Map.of("to", "2026-03-28"), "clock").rows()).isEmpty();
    assertThat(insights.run("length", Map.of("to", "2026-03-29"), "clock").rows()).isNotEmpty();
  }

  /** What ClickHouse reads between the quotes, and then as a parameter, is what was asked. */
  @Test
  void explainedParameters_surviveBeingPasted() throws Exception {
    var odd = "o'hara\\n\t\n\\' --";
    var script =
        Insights.explain(insights.catalogue().insight("trend"), Map.of("company", odd), COHORT);
    var literal =
        script
            .lines()
            .filter(line -> line.startsWith("SET param_company = "))
            .map(line -> line.substring("SET param_company = ".length(), line.length() - 1))
            .findFirst()
            .orElseThrow();

    var value = client.queryAll("SELECT " + literal + " AS value").get(0).getString("value");
    var read = client.queryAll("SELECT {value:String} AS value", Map.of("value", value));

    assertThat(read.get(0).getString("value")).isEqualTo(odd);
  }
}
