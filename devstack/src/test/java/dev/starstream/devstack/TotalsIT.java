package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Settlements;
import dev.starstream.devstack.InsightCohort.Scored;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Insights say the same whatever part of the answers is settled, row by row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TotalsIT {

  /** Who reads one of these is compared. */
  private static final List<String> SETTLED_TABLES = List.of("totals_all_days");

  private static final String TENANT = "acme";
  private static final List<Scored> ANSWERS =
      InsightCohort.random(TENANT, 11, 300, List.of("2", "10"));

  /**
   * Each in a way of its own to or past the totals; that the numbers are right, other tests show.
   * Everything, and all days from one on, are among {@link #ALL_ANSWERS}.
   */
  private static final List<Map<String, String>> FILTERS =
      List.of(
          Map.of("company", "meta", "category", "ownership", "first_attempts_only", "0"),
          Map.of("company", "netflix", "level", "mid"),
          Map.of("from", "2026-01-20", "to", "2026-02-16", "first_attempts_only", "0"),
          Map.of("to", "2026-02-16"),
          Map.of("cohort", "spring", "source", "mobile"));

  private static final List<Map<String, String>> EVERYTHING = List.of(CohortInsights.EVERYTHING);

  /** Whatever else is asked for is read from the answers, settled or not. */
  private static final List<Map<String, String>> ALL_ANSWERS =
      List.of(
          CohortInsights.EVERYTHING,
          Map.of("first_attempts_only", "0", "top", "3"),
          Map.of("from", "2026-02-10"),
          Map.of("scorer_version", "2", "version_a", "2", "version_b", "10"),
          Map.of("version_a", "10", "version_b", "10"));

  private static final List<Insight> INSIGHTS = reading(SETTLED_TABLES::contains);

  /** Insights that read answers, but for what is counted of all of them beforehand. */
  private static final List<Insight> OF_ALL_ANSWERS =
      reading(
          name ->
              name.endsWith("_whole")
                  || name.endsWith("_days")
                  || name.equals("faded_mistakes_cell"));

  /**
   * Few people with several companies, levels and answers a day, which come in another order than
   * they were submitted in. Answers to some questions were not all checked for the same key points.
   */
  private static final String DENSE =
      """
      INSERT INTO answer_scores
      SELECT * REPLACE
      (
          'dense' AS tenant_id,
          candidate_key % 40 AS candidate_key,
          ['junior', 'mid', 'senior'][cityHash64(answer_id, 1) % 3 + 1] AS level,
          toDateTime64('2026-03-01 00:00:00', 3, 'UTC') + toIntervalHour(cityHash64(answer_id, 2) % 480) AS submitted_at,
          toDateTime64('2026-04-01 00:00:00', 3, 'UTC') + toIntervalSecond(cityHash64(answer_id, 3) % 1000) AS inserted_at,
          if(cityHash64(question_id) % 2 = 0 AND cityHash64(answer_id, 4) % 3 = 0, arrayPushBack(s.key_points_missed, 'another'), s.key_points_missed) AS key_points_missed,
          _partition + 7 AS _partition
      )
      FROM answer_scores AS s
      WHERE s.tenant_id = 'acme'
      """;

  private TestDatabase database;
  private ClickHouseConfig config;
  private Client client;
  private Insights insights;

  @BeforeAll
  void migrate() {
    database = TestDatabase.migrate("totals_it");
    config = database.config();
    client = database.client();
    insights = new Insights(client, InsightCatalogue.load());
  }

  @AfterAll
  void dropDatabase() throws Exception {
    database.drop();
  }

  @BeforeEach
  void insertAnswers() throws Exception {
    database.empty();
    client
        .insert(
            "answer_scores",
            new ByteArrayInputStream(InsightCohort.rows(ANSWERS)),
            ClickHouseFormat.JSONEachRow)
        .get()
        .close();
    new ActiveScorer(client).activate("10");
  }

  @Test
  void settlements_changeNoNumber() throws Exception {
    // Given
    var unsettled = said(FILTERS);
    assertThat(unsettled).hasSize(INSIGHTS.size() * FILTERS.size());
    unsettled.putAll(said(OF_ALL_ANSWERS, ALL_ANSWERS));
    var inserted = ANSWERS.stream().map(TotalsIT::inserted).sorted().toList();
    for (var moment :
        List.of(inserted.get(inserted.size() / 2), inserted.get(inserted.size() - 1))) {
      // When
      settle(moment);
      // Then
      assertThat(settled()).isEqualTo(moment.toEpochMilli());
      var said = said(FILTERS);
      said.putAll(said(OF_ALL_ANSWERS, ALL_ANSWERS));
      assertThat(said).as("settled at %s", moment).isEqualTo(unsettled);
    }
  }

  @Test
  void settledAnswers_areReadFromNoRollup() throws Exception {
    // Given
    var filters =
        List.of(
            Map.of("scorer_version", "10"),
            Map.of("scorer_version", "10", "company", "meta", "level", "mid"));
    var unsettled = said(filters);
    settle(inserted(ANSWERS.get(ANSWERS.size() / 3)));
    // When
    for (var rollup : Recount.ROLLUPS) {
      execute("TRUNCATE TABLE " + rollup, Map.of());
    }
    // Then
    assertThat(said(filters)).isEqualTo(unsettled);
  }

  @Test
  void settlementBeforeAnErasure_isNotReadAfterIt() throws Exception {
    // Given
    var filters = List.of(CohortInsights.EVERYTHING, Map.of("company", "meta"));
    var unsettled = said(filters);
    var moment = inserted(ANSWERS.get(ANSWERS.size() / 2));
    settle(moment);
    var candidate =
        Map.<String, Object>of("tenant", TENANT, "candidate_key", 17, "pseudonym", "123456789");
    // When: the answers are in both tables
    execute(statement("erase_keep_counts"), candidate);
    // Then
    assertThat(settled()).isZero();
    assertThat(said(filters)).isEqualTo(unsettled);
    // When: settled in between
    settle(moment.plusMillis(1));
    // Then
    assertThat(said(filters)).isEqualTo(unsettled);
    // When
    execute(statement("erase_scores"), candidate);
    // Then
    assertThat(said(filters)).isEqualTo(unsettled);
    var unsettledViews = said(OF_ALL_ANSWERS, filters);
    // When
    settle(moment.plusMillis(2));
    // Then
    assertThat(settled()).isEqualTo(moment.toEpochMilli() + 2);
    assertThat(said(filters)).isEqualTo(unsettled);
    assertThat(said(OF_ALL_ANSWERS, filters)).isEqualTo(unsettledViews);
  }

  @Test
  void settlementDuringAnErasure_doesNotCountWhoIsErased() throws Exception {
    // Given: the answers are in both tables
    var candidate =
        Map.<String, Object>of("tenant", TENANT, "candidate_key", 17, "pseudonym", "123456789");
    execute(statement("erase_keep_counts"), candidate);
    var before = said(OF_ALL_ANSWERS, EVERYTHING);
    // When
    settle(inserted(ANSWERS.get(ANSWERS.size() / 2)));
    execute(statement("erase_scores"), candidate);
    // Then
    assertThat(settled()).isPositive();
    var settled = said(OF_ALL_ANSWERS, EVERYTHING);
    execute("TRUNCATE TABLE settlements", Map.of());
    assertThat(settled).isEqualTo(said(OF_ALL_ANSWERS, EVERYTHING)).isNotEqualTo(before);
  }

  @Test
  void someDays_areWhatTheirAnswersAddUpTo() throws Exception {
    // Given
    execute(DENSE, Map.of());
    var dense = "SELECT toInt64(count()) AS n FROM answer_scores WHERE tenant_id = 'dense'";
    assertThat(client.queryAll(dense).get(0).getLong("n")).isEqualTo(ANSWERS.size());
    var random = new Random(7);
    var began = Instant.parse("2026-04-01T00:00:00Z");
    assertDays(random, 10);
    assertTallies(random, 3);
    // When
    settle(began.plusSeconds(500));
    // Then
    assertThat(settled()).isPositive();
    assertDays(random, 40);
    assertTallies(random, 15);
    // When: somebody with answers before and after it is erased
    var candidate =
        Map.<String, Object>of("tenant", "dense", "candidate_key", 17, "pseudonym", "123456789");
    execute(statement("erase_keep_counts"), candidate);
    // Then: the answers are in both tables
    assertThat(settled()).isZero();
    assertDays(random, 10);
    assertTallies(random, 3);
    settle(began.plusSeconds(600));
    assertThat(settled()).isPositive();
    assertDays(random, 20);
    // When
    execute(statement("erase_scores"), candidate);
    // Then
    assertDays(random, 10);
    assertTallies(random, 5);
    settle(began.plusSeconds(700));
    assertThat(settled()).isPositive();
    assertDays(random, 20);
    assertTallies(random, 5);
  }

  /** Columns of the views x_each that x_days has too. */
  private static final Map<String, String> TALLIES =
      Map.of(
          "mistake_pairs",
          "mistake, other, answers, mapSort(answers_by_question), people",
          "key_points",
          "question_id, key_point, answers, missed, people",
          "tallies",
          "item, bucket, answers, passed, people, round(overall_sum, 6), round(overall_median, 6),"
              + " outcome_metric_answers, mistakes, words");

  private void assertTallies(Random random, int times) {
    for (int time = 0; time < times; time++) {
      var first = LocalDate.parse("2026-02-27").plusDays(random.nextInt(24));
      var asked =
          Map.<String, Object>of(
              "version",
              List.of("", "2", "10").get(random.nextInt(3)),
              "from",
              random.nextInt(5) == 0 ? "1970-01-01" : first.toString(),
              "to",
              random.nextInt(5) == 0 ? "2149-06-06" : "" + first.plusDays(random.nextInt(9)),
              "first",
              random.nextInt(2));
      for (var view : TALLIES.keySet()) {
        assertThat(tallies(view + "_days", asked))
            .as("%s %s", view, asked)
            .isEqualTo(tallies(view + "_each", asked));
      }
    }
  }

  private List<String> tallies(String view, Map<String, Object> asked) {
    var sql =
        """
        SELECT toString(tuple(%s)) AS line
        FROM %s(
            tenant = 'dense', kind = 'attempt', scorer_version = {version:String}, from = {from:Date}, to = {to:Date},
            company = '', level = '', category = '', cohort = '', source = '', modality = '', first_attempts_only = {first:UInt8}, limit_seconds = 30)
        ORDER BY line
        """
            .formatted(TALLIES.get(view.substring(0, view.lastIndexOf('_'))), view);
    return client.queryAll(sql, asked, new QuerySettings()).stream()
        .map(row -> row.getString("line"))
        .toList();
  }

  private void assertDays(Random random, int times) {
    for (int time = 0; time < times; time++) {
      var kind = List.of("mistake", "part", "question").get(random.nextInt(3));
      var groups = List.of("all", "each", "both");
      var byCompany = groups.get(random.nextInt(3));
      var byLevel = kind.equals("mistake") ? "all" : groups.get(random.nextInt(3));
      var first = LocalDate.parse("2026-02-27").plusDays(random.nextInt(24));
      var asked =
          Map.<String, Object>of(
              "tenant",
              "dense",
              "version",
              List.of("", "2", "10").get(random.nextInt(3)),
              "from",
              random.nextInt(5) == 0 ? "1970-01-01" : first.toString(),
              "to",
              random.nextInt(5) == 0 ? "2149-06-06" : "" + first.plusDays(random.nextInt(9)),
              "first",
              random.nextInt(2),
              "kind",
              kind,
              "by_company",
              byCompany,
              "by_level",
              byLevel);
      assertThat(days("totals_days", asked)).as("%s", asked).isEqualTo(days("totals_each", asked));
    }
  }

  private List<String> days(String view, Map<String, Object> asked) {
    // Of what is kept for some only, the others' are not compared.
    var kept =
        switch (asked.get("kind").toString()) {
          case "mistake" -> asked.get("by_company").equals("all");
          case "question" -> true;
          default -> false;
        };
    var sql =
        """
        SELECT
            company,
            level,
            item,
            toInt64(severity_rank) AS worst,
            toInt64(answers) AS n,
            toInt64(people) AS persons,
            %s AND ({kind:String} = 'mistake' OR item != '(all)') AS kept,
            toInt64(if(kept, passed, 0)) AS k,
            toString(if(kept, overall_sum, 0)) AS total,
            toString(if(kept, overall_square_sum, 0)) AS squares
        FROM %s(
            tenant = {tenant:String}, scorer_version = {version:String}, from = {from:Date}, to = {to:Date},
            company = '', level = '', category = '', cohort = '', source = '', first_attempts_only = {first:UInt8},
            kind = {kind:String}, by_company = {by_company:String}, by_level = {by_level:String}, by_category = 'all')
        ORDER BY ALL
        """
            .formatted(kept, view);
    return client.queryAll(sql, asked, new QuerySettings()).stream()
        .map(row -> row.getValues().values().toString())
        .toList();
  }

  private void settle(Instant moment) {
    try (var settlements = Settlements.open(config)) {
      settlements.settle(moment);
    }
  }

  private long settled() {
    return client.queryAll("SELECT generation FROM settled").get(0).getLong("generation");
  }

  /** When the cohort's row says that it was inserted. */
  private static Instant inserted(Scored answer) {
    return answer.scored().plusSeconds(1);
  }

  private static List<Insight> reading(Predicate<String> wanted) {
    return InsightCatalogue.load().all().stream()
        .filter(insight -> insight.reads().stream().anyMatch(wanted))
        .toList();
  }

  private Map<String, List<String>> said(List<Map<String, String>> filters) {
    return said(INSIGHTS, filters);
  }

  /** The rows of each insight for each filter that is another one to it, in their order. */
  private Map<String, List<String>> said(List<Insight> asked, List<Map<String, String>> filters) {
    var said = new LinkedHashMap<String, List<String>>();
    for (var insight : asked) {
      var different = new HashSet<Map<String, String>>();
      for (var filter : filters) {
        var known = new LinkedHashMap<>(filter);
        known.keySet().removeIf(key -> insight.param(key).isEmpty());
        if (!different.add(known)) {
          continue;
        }
        var rows = insights.run(insight.name(), known, TENANT).rows();
        said.put(insight.name() + " " + filter, rows.stream().map(TotalsIT::shown).toList());
      }
    }
    return said;
  }

  /** Sums of doubles depend on the order of adding in their last digits. */
  private static String shown(List<Object> row) {
    return row.stream()
        .map(
            value ->
                value instanceof Double number
                    ? String.format(Locale.ROOT, "%.9f", number)
                    : String.valueOf(value))
        .toList()
        .toString();
  }

  private static String statement(String name) throws IOException {
    try (var file = Insights.class.getResourceAsStream("statements/" + name + ".sql")) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }

  private void execute(String sql, Map<String, Object> parameters) throws Exception {
    var settings = new CommandSettings();
    settings.serverSetting("wait_end_of_query", "1");
    // The response is read and closed by then.
    var unused = client.execute(sql, parameters, settings).get();
  }
}
