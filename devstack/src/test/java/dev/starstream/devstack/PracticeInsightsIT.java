package dev.starstream.devstack;

import static dev.starstream.devstack.CohortInsights.ANSWERS;
import static dev.starstream.devstack.CohortInsights.COHORT;
import static dev.starstream.devstack.CohortInsights.check;
import static dev.starstream.devstack.CohortInsights.choices;
import static dev.starstream.devstack.CohortInsights.everyAttempt;
import static dev.starstream.devstack.CohortInsights.is;
import static dev.starstream.devstack.CohortInsights.kept;
import static dev.starstream.devstack.CohortInsights.once;
import static dev.starstream.devstack.CohortInsights.run;
import static dev.starstream.devstack.InsightRecount.ALL;
import static dev.starstream.devstack.InsightRecount.mean;
import static dev.starstream.devstack.InsightRecount.none;
import static dev.starstream.devstack.InsightRecount.persons;
import static dev.starstream.devstack.InsightRecount.ranked;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import dev.starstream.devstack.CohortInsights.EveryFilter;
import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.devstack.InsightRecount.Rate;
import dev.starstream.devstack.InsightRecount.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every insight of practice, times and trust against a recount in plain Java; and the views. */
final class PracticeInsightsIT {
  private static final MathContext TO_THREE_DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

  private static Client client;

  @BeforeAll
  static void fill() {
    client = CohortInsights.client();
  }

  @EveryFilter
  void trend(Map<String, String> filter) {
    var expected = new ArrayList<Row>();
    for (var version : List.of("10", "2")) {
      if (!is(filter.get("scorer_version"), version)) {
        continue;
      }
      var one = new LinkedHashMap<>(filter);
      one.put("scorer_version", version);
      var pool = kept(one);
      var all = Rate.of(pool, Scored::passed);
      var weeks =
          new TreeMap<>(
              pool.stream()
                  .collect(
                      groupingBy(
                          a -> a.day().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))));
      Rate last = null;
      for (var week : weeks.entrySet()) {
        var rate = Rate.of(week.getValue(), Scored::passed);
        expected.add(
            new Row(rate.hidden())
                .name("week", week.getKey())
                .name("scorer_version", version)
                .counted(rate)
                .figure("score", mean(week.getValue(), Scored::overall))
                .rate("passed", rate)
                .figure("shrunk", rate.shrunk(all))
                .figure("in_result", Rate.of(week.getValue(), Scored::outcome).rate())
                .figure("against_last", last == null || last.hidden() ? null : rate.against(last)));
        last = rate;
      }
    }

    check("trend", filter, expected);
  }

  @EveryFilter
  void when(Map<String, String> filter) {
    var days =
        List.of(ALL, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    for (var by : choices(filter, List.of("hour", "weekday", "both"))) {
      var pool = kept(filter);
      var all = Rate.of(pool, Scored::passed);
      var expected = new ArrayList<Row>();
      for (int day = by.equals("hour") ? 0 : 1; day <= (by.equals("hour") ? 0 : 7); day++) {
        for (int hour = by.equals("weekday") ? -1 : 0;
            hour <= (by.equals("weekday") ? -1 : 23);
            hour++) {
          int d = day;
          int h = hour;
          var answers =
              pool.stream()
                  .filter(a -> (d == 0 || a.weekday() == d) && (h == -1 || a.hour() == h))
                  .toList();
          if (answers.isEmpty()) {
            continue;
          }
          var rate = Rate.of(answers, Scored::passed);
          expected.add(
              new Row(rate.hidden())
                  .name("weekday", days.get(day))
                  .name("hour", hour == -1 ? ALL : "%02d".formatted(hour))
                  .counted(rate)
                  .figure("share", (double) rate.n() / all.n())
                  .figure("score", mean(answers, Scored::overall))
                  .rate("passed", rate)
                  .figure("shrunk", rate.shrunk(all))
                  .figure("against_all", rate.against(all)));
        }
      }
      var asked = new LinkedHashMap<>(filter);
      asked.put("by", by);

      check("when", asked, expected);
    }
  }

  @EveryFilter
  void length(Map<String, String> filter) {
    var bounds = List.of(0, 25, 50, 100, 150, 200, 250, 300, 400, 600, Integer.MAX_VALUE);
    var pool = kept(filter);
    var all = Rate.of(pool, Scored::passed);
    var expected = new ArrayList<Row>();
    for (int i = 0; i < bounds.size() - 1; i++) {
      int from = bounds.get(i);
      int to = bounds.get(i + 1);
      var answers = pool.stream().filter(a -> a.words() >= from && a.words() < to).toList();
      if (answers.isEmpty()) {
        continue;
      }
      var rate = Rate.of(answers, Scored::passed);
      expected.add(
          new Row(rate.hidden())
              .name("words", from == 600 ? "600 or more" : from + " to " + (to - 1))
              .counted(rate)
              .figure("score", mean(answers, Scored::overall))
              .rate("passed", rate)
              .figure("shrunk", rate.shrunk(all))
              .figure("structure", mean(answers, Scored::structure))
              .figure("content", mean(answers, Scored::content))
              .figure("against_all", rate.against(all)));
    }

    check("length", filter, expected);
  }

  @EveryFilter
  void distribution(Map<String, String> filter) {
    var pool = kept(filter);
    var expected = new ArrayList<Row>();
    boolean anyHidden = false;
    long upTo = 0;
    for (int step = 0; step < 20; step++) {
      int number = step;
      var answers =
          pool.stream()
              .filter(a -> Math.min(19, Math.round(a.overall() * 1000) / 50) == number)
              .toList();
      if (answers.isEmpty()) {
        continue;
      }
      var rate = new Rate(answers.size(), pool.size(), persons(answers));
      upTo += answers.size();
      anyHidden |= rate.hidden();
      expected.add(
          new Row(rate.hidden())
              .name("score_from", step / 20.0)
              .name("score_to", (step + 1) / 20.0)
              .figure("answers", (long) answers.size())
              .figure("people", rate.people())
              .rate("share", rate)
              .figure("up_to", anyHidden ? null : (Double) ((double) upTo / pool.size()))
              .name("suppressed", rate.hidden() ? 1L : 0L));
    }

    check("distribution", filter, expected);
  }

  @EveryFilter
  void sources(Map<String, String> filter) {
    var pool = kept(everyAttempt(filter));
    var expected = new ArrayList<Row>();
    long k = 0;
    long n = 0;
    var rates = new LinkedHashMap<List<String>, Rate>();
    var groups = pool.stream().collect(groupingBy(a -> List.of(a.source(), a.level())));
    for (var group : groups.entrySet()) {
      var people = group.getValue().stream().collect(groupingBy(Scored::person)).values();
      long returned = people.stream().filter(answers -> answers.size() > 1).count();
      rates.put(group.getKey(), new Rate(returned, people.size(), people.size()));
      k += returned;
      n += people.size();
    }
    var all = new Rate(k, n, n);
    groups.forEach(
        (key, answers) -> {
          var rate = rates.get(key);
          var days = new ArrayList<Double>();
          var first = new ArrayList<Scored>();
          for (var own : answers.stream().collect(groupingBy(Scored::person)).values()) {
            var inOrder = own.stream().sorted(Scored.BY_TIME).toList();
            first.add(inOrder.get(0));
            if (inOrder.size() > 1) {
              var gap =
                  (inOrder.get(1).submitted().toEpochMilli()
                          - inOrder.get(0).submitted().toEpochMilli())
                      / 86_400_000.0;
              days.add(new BigDecimal(gap).round(TO_THREE_DIGITS).doubleValue());
            }
          }
          days.sort(naturalOrder());
          expected.add(
              new Row(rate.hidden())
                  .name("source", none(key.get(0)))
                  .name("level", key.get(1))
                  .figure("people", rate.n())
                  .figure("answers", (long) answers.size())
                  .rate("returned", rate)
                  .figure("shrunk", rate.shrunk(all))
                  .figure("days_to_return", days.isEmpty() ? null : days.get(days.size() / 2))
                  .figure("score_first", mean(first, Scored::overall))
                  .figure("against_all", rate.against(all))
                  .name("grey", !rate.hidden() && rate.n() < 30 ? 1L : 0L)
                  .name("suppressed", rate.hidden() ? 1L : 0L));
        });
    expected.sort(ranked("returned_low", "source", "level"));

    check("sources", filter, expected);
  }

  @EveryFilter
  void freshness(Map<String, String> filter) {
    var pool = kept(everyAttempt(filter), "company", "level", "category", "cohort");
    var expected = new ArrayList<Row>();
    for (var source : List.of(ALL, "(none)", "mobile", "web")) {
      var answers =
          pool.stream().filter(a -> source.equals(ALL) || none(a.source()).equals(source)).toList();
      if (answers.isEmpty()) {
        continue;
      }
      var rate =
          Rate.of(answers, a -> a.scored().toEpochMilli() - a.ingested().toEpochMilli() <= 20_000);
      expected.add(
          new Row(rate.hidden() && !source.equals(ALL))
              .name("source", source)
              .figure("answers", rate.n())
              .rate("in_time", rate)
              .figure("last_event", last(answers, Scored::ingested))
              .figure("last_scored", last(answers, Scored::scored))
              .figure("last_submitted", last(answers, Scored::submitted)));
    }
    var asked = new LinkedHashMap<>(filter);
    asked.put("limit_seconds", "20");

    check("freshness", asked, expected);
  }

  private static Instant last(List<Scored> answers, Function<Scored, Instant> time) {
    return answers.stream().map(time).max(naturalOrder()).orElseThrow();
  }

  @EveryFilter
  void retention(Map<String, String> filter) {
    var lastDay =
        kept(everyAttempt(Map.of("scorer_version", filter.getOrDefault("scorer_version", "10"))))
            .stream()
            .map(Scored::day)
            .max(naturalOrder())
            .orElseThrow();
    var to = LocalDate.parse(filter.getOrDefault("to", "2149-06-06"));

    check(
        "retention",
        filter,
        PracticeRecount.retention(
            kept(everyAttempt(filter), "from"),
            LocalDate.parse(filter.getOrDefault("from", "1970-01-01")),
            to.isBefore(lastDay) ? to : lastDay,
            8));
  }

  @EveryFilter
  void attemptFunnel(Map<String, String> filter) {
    check("attempt-funnel", filter, PracticeRecount.funnel(kept(everyAttempt(filter)), 10));
  }

  @EveryFilter
  void attemptsToPass(Map<String, String> filter) {
    check(
        "attempts-to-pass", filter, PracticeRecount.attemptsToPass(kept(everyAttempt(filter)), 10));
  }

  @EveryFilter
  void stuck(Map<String, String> filter) {
    var asked = new LinkedHashMap<>(filter);
    asked.put("attempts", "3");

    check("stuck", asked, PracticeRecount.stuck(kept(everyAttempt(filter)), 3));
  }

  @EveryFilter
  void mistakePairs(Map<String, String> filter) {
    check("mistake-pairs", filter, PracticeRecount.mistakePairs(kept(filter)));
  }

  @EveryFilter
  void mistakeFading(Map<String, String> filter) {
    check("mistake-fading", filter, PracticeRecount.mistakeFading(kept(everyAttempt(filter))));
  }

  @Test
  void answer_isShownWithItsPreviousAttempt() {
    var second =
        kept(Map.of("first_attempts_only", "0")).stream()
            .filter(a -> a.attempt() == 2 && !a.question().isEmpty())
            .findFirst()
            .orElseThrow();
    var first =
        kept(Map.of()).stream()
            .filter(a -> a.person() == second.person() && a.question().equals(second.question()))
            .findFirst()
            .orElseThrow();
    var expected =
        new Row(false)
            .name("answer_id", second.id().toString())
            .name("submitted_at", second.submitted())
            .name("question", second.question())
            .name("company", second.company())
            .name("attempt", 2L)
            .name("overall", second.overall())
            .name("passed", second.passed() ? 1L : 0L)
            .name("delivery", null)
            .name("before", first.overall())
            .name("key_points_hit", second.hit())
            .name("text_kept", 0L)
            .name("text", "")
            .name("scorer_version", "10");

    check("answer", Map.of("answer_id", second.id().toString()), List.of(expected));
  }

  @Test
  void answer_ofAnotherTenantIsNotThere() {
    var id = ANSWERS.get(0).id().toString();

    assertThat(run("answer", Map.of("answer_id", id), "stranger").rows()).isEmpty();
  }

  @Test
  void withoutAnActivation_theLowestVersionIsShown() throws Exception {
    once("left", () -> InsightCohort.random("left", 17, 60, List.of("1", "2")));

    var active =
        client.queryAll("SELECT tenant_id, scorer_version FROM active_scorer").stream()
            .collect(
                Collectors.toMap(
                    row -> row.getString("tenant_id"), row -> row.getString("scorer_version")));

    // "10" is in force, and the other tenant has no answers of it.
    assertThat(active).containsEntry(COHORT, "10").containsEntry("left", "1");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          v_answers_daily   | sum(answers) | answers_daily   | sum(answers)
          v_mistakes_daily  | sum(answers) | mistakes_daily  | sum(answers)
          v_star_daily      | sum(answers) | star_daily      | sum(answers)
          v_questions_daily | sum(answers) | questions_daily | sum(answers)
          v_attempts_daily  | sum(answers) | answer_scores   | count()
          v_attempts_daily  | sum(passed)  | answer_scores   | countIf(passed)
          v_attempts_daily  | sum(mistakes) | answer_scores  | sum(length(mistake_ids))
          v_answers         | count()      | answer_scores   | count()
          """,
      delimiter = '|')
  void view_showsTheActiveVersionOnlyAndAllOfIt(
      String view, String shown, String table, String stored) {
    var of = " WHERE tenant_id = '" + COHORT + "'";

    assertThat(number("SELECT toUInt64(" + shown + ") FROM " + view + of))
        .isPositive()
        .isEqualTo(
            number(
                "SELECT toUInt64("
                    + stored
                    + ") FROM "
                    + table
                    + of
                    + " AND scorer_version = '10'"));
    assertThat(number("SELECT uniqExact(scorer_version) FROM " + view + of)).isEqualTo(1);
  }

  @Test
  void attemptsByDay_areGroupsOfAnswers() {
    var own = kept(Map.of("first_attempts_only", "0"));
    var of = " WHERE tenant_id = '" + COHORT + "'";

    assertThat(
            number(
                "SELECT toUInt64(sum(answers)) FROM v_attempts_daily" + of + " AND attempt_no = 2"))
        .isPositive()
        .isEqualTo(own.stream().filter(a -> a.attempt() == 2).count());
    assertThat(
            number("SELECT max(people <= answers) + min(people >= 1) FROM v_attempts_daily" + of))
        .isEqualTo(2);
  }

  @Test
  void viewsWithARowForEachPart_showTheActiveVersionOnlyAndAllOfIt() {
    var own = kept(Map.of("first_attempts_only", "0"));
    var of = " WHERE tenant_id = '" + COHORT + "'";

    assertThat(number("SELECT count() FROM v_star_parts" + of)).isEqualTo(5L * own.size());
    assertThat(number("SELECT count() FROM v_mistakes" + of))
        .isEqualTo(own.stream().mapToLong(a -> a.mistakes().size()).sum());
    assertThat(number("SELECT count() FROM v_key_points" + of))
        .isEqualTo(own.stream().mapToLong(a -> a.hit().size() + a.missed().size()).sum());
  }

  private static long number(String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }
}
