package dev.starstream.devstack;

import static dev.starstream.devstack.InsightRecount.ALL;
import static dev.starstream.devstack.InsightRecount.compared;
import static dev.starstream.devstack.InsightRecount.mean;
import static dev.starstream.devstack.InsightRecount.none;
import static dev.starstream.devstack.InsightRecount.persons;
import static dev.starstream.devstack.InsightRecount.ranked;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.clickhouse.client.api.Client;
import com.clickhouse.data.ClickHouseFormat;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightParameter;
import dev.starstream.aggregates.InsightResult;
import dev.starstream.aggregates.InsightTable;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Migrator;
import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.devstack.InsightRecount.Rate;
import dev.starstream.devstack.InsightRecount.Row;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every insight against a recount in plain Java of a cohort with known truth. */
final class InsightsIT {
  private static final String COHORT = "cohort";

  /** "10" is newer than "2", and in force; an answer has a row of each. */
  private static final List<Scored> ANSWERS =
      InsightCohort.random(COHORT, 7, 400, List.of("2", "10"));

  private static ClickHouseConfig config;
  private static Client client;
  private static Insights insights;

  @BeforeAll
  static void fill() throws Exception {
    var stack = SharedStack.get();
    config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            "insights_it_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    client = ClickHouse.openClient(config);
    insights = new Insights(client, InsightCatalogue.load());
    insert(ANSWERS);
    new ActiveScorer(client).activate("10");
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    client.close();
    try (var connection = ClickHouse.openConnection(config.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + config.database());
    }
  }

  private static final Map<String, String> EVERYTHING = Map.of();

  /**
   * Of an insight's own choices each is asked of everything, and one of each other filter, in turn:
   * what a filter keeps and what a choice does with it are two parts of the SQL.
   */
  private static <T> List<T> choices(Map<String, String> filter, List<T> all) {
    return filter.equals(EVERYTHING)
        ? all
        : List.of(all.get(filters().toList().indexOf(filter) % all.size()));
  }

  static Stream<Map<String, String>> filters() {
    return Stream.of(
        EVERYTHING,
        Map.of("first_attempts_only", "0"),
        Map.of("company", "meta"),
        Map.of("company", "tiny"),
        Map.of("level", "senior", "category", "conflict"),
        Map.of("cohort", "spring", "source", "mobile"),
        Map.of("from", "2026-02-10", "to", "2026-03-02"),
        Map.of("scorer_version", "2"),
        Map.of("from", "2030-01-01"));
  }

  // ---- What a recount needs.

  private static List<Scored> kept(Map<String, String> filter, String... except) {
    var used = new LinkedHashMap<>(filter);
    Arrays.asList(except).forEach(used::remove);
    boolean firstOnly = !used.getOrDefault("first_attempts_only", "1").equals("0");
    var from = LocalDate.parse(used.getOrDefault("from", "1970-01-01"));
    var to = LocalDate.parse(used.getOrDefault("to", "2149-06-06"));
    return ANSWERS.stream()
        .filter(a -> a.version().equals(used.getOrDefault("scorer_version", "10")))
        .filter(a -> !a.day().isBefore(from) && !a.day().isAfter(to))
        .filter(a -> is(used.get("company"), a.company()))
        .filter(a -> is(used.get("level"), a.level()))
        .filter(a -> is(used.get("category"), a.category()))
        .filter(a -> is(used.get("cohort"), a.cohort()))
        .filter(a -> is(used.get("source"), a.source()))
        .filter(a -> !firstOnly || a.first())
        .toList();
  }

  private static Map<String, String> everyAttempt(Map<String, String> filter) {
    var every = new LinkedHashMap<>(filter);
    every.put("first_attempts_only", "0");
    return every;
  }

  private static boolean is(String wanted, String value) {
    return wanted == null || wanted.equals(value);
  }

  private static void check(
      String name, Map<String, String> filter, List<? extends Map<String, Object>> expected) {
    var result = run(name, filter);
    assertThat(result.sentence()).endsWith(".").doesNotContain("{", "null", "NaN");
    assertThat(result.rows()).as("%s %s: rows", name, filter).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      for (var cell : expected.get(i).entrySet()) {
        var actual = result.value(result.rows().get(i), cell.getKey());
        var as =
            "%s %s: row %d of %s, %s".formatted(name, filter, i, expected.get(i), cell.getKey());
        if (cell.getValue() instanceof Double number && actual != null) {
          assertThat((Double) actual).as(as).isCloseTo(number, within(1e-9));
        } else if (cell.getValue() instanceof Integer number) {
          assertThat(actual).as(as).isEqualTo(number.longValue());
        } else {
          assertThat(actual).as(as).isEqualTo(cell.getValue());
        }
      }
    }
  }

  /** Runs with those of the filters that the insight has. */
  private static InsightResult run(String name, Map<String, String> filter) {
    return run(name, filter, COHORT);
  }

  private static InsightResult run(String name, Map<String, String> filter, String tenant) {
    var known = new LinkedHashMap<>(filter);
    known.keySet().removeIf(key -> insights.catalogue().insight(name).param(key).isEmpty());
    return insights.run(name, known, tenant);
  }

  private static void insert(List<Scored> answers) throws Exception {
    client
        .insert(
            "answer_scores",
            new ByteArrayInputStream(InsightCohort.rows(answers)),
            ClickHouseFormat.JSONEachRow)
        .get()
        .close();
  }

  // ---- The insights.

  @ParameterizedTest
  @MethodSource("filters")
  void mistakesByCompany(Map<String, String> filter) {
    var pool = kept(filter, "company");
    var scopes = new LinkedHashMap<String, List<Scored>>();
    scopes.put(ALL, pool);
    pool.stream().collect(groupingBy(a -> none(a.company()))).forEach(scopes::put);
    var expected = new ArrayList<Row>();
    scopes.forEach(
        (scope, answers) -> {
          if (answers.isEmpty() || !is(filter.get("company"), scope)) {
            return;
          }
          var rows = new ArrayList<Row>();
          var mistakes = answers.stream().flatMap(a -> a.mistakes().stream()).distinct().toList();
          for (var mistake : mistakes) {
            var made = answers.stream().filter(a -> a.mistakes().contains(mistake)).toList();
            var rate = Rate.of(answers, made::contains);
            var all = Rate.of(pool, a -> a.mistakes().contains(mistake));
            var worst =
                made.stream()
                    .map(a -> a.severities().get(a.mistakes().indexOf(mistake)))
                    .max(comparing(InsightCohort.SEVERITIES::indexOf))
                    .orElseThrow();
            rows.add(
                new Row(rate.hidden())
                    .name("company", scope)
                    .figure("mistake", mistake)
                    .figure("severity", worst)
                    .counted(rate)
                    .figure("with_it", rate.k())
                    .figure("people_with_it", persons(made))
                    .rate("rate", rate)
                    .figure("shrunk", rate.shrunk(all))
                    .figure("against_all", scope.equals(ALL) ? null : rate.against(all)));
          }
          rows.sort(ranked("rate_low", "mistake"));
          for (int i = 0; i < rows.size() && !rows.get(i).hidden; i++) {
            var row = rows.get(i);
            var next = i + 1 < rows.size() ? rows.get(i + 1) : null;
            row.figure(
                "against_next",
                next == null
                    ? null
                    : compared(
                        row.low("rate_low"),
                        row.low("rate_high"),
                        next.low("rate_low"),
                        next.low("rate_high")));
          }
          boolean hidden = !rows.isEmpty() && rows.get(0).hidden;
          expected.addAll(rows.subList(0, Math.min(rows.size(), hidden ? 1 : 5)));
        });
    expected.sort(
        comparing((Row row) -> !row.get("company").equals(ALL))
            .thenComparing(row -> row.hidden)
            .thenComparing(row -> (String) row.get("company")));

    check("mistakes-by-company", filter, expected);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void hardestCompanies(Map<String, String> filter) {
    for (var rankBy : choices(filter, List.of("adjusted", "raw"))) {
      var pool = kept(filter, "company");
      var all = Rate.of(pool, Scored::failed);
      Function<Scored, List<String>> cell = a -> List.of(a.question(), a.level());
      var cells = pool.stream().collect(groupingBy(cell));
      var expected = new ArrayList<Row>();
      pool.stream()
          .collect(groupingBy(Scored::company))
          .forEach(
              (company, answers) -> {
                if (company.isEmpty()) {
                  return;
                }
                var rate = Rate.of(answers, Scored::failed);
                double expect =
                    answers.stream()
                        .mapToDouble(a -> Rate.of(cells.get(cell.apply(a)), Scored::failed).rate())
                        .sum();
                long shared =
                    answers.stream()
                        .filter(
                            a ->
                                cells.get(cell.apply(a)).stream()
                                    .anyMatch(b -> !b.company().equals(company)))
                        .count();
                var low = expect == 0 ? null : (Double) (rate.low() * rate.n() / expect);
                var high = expect == 0 ? null : (Double) (rate.high() * rate.n() / expect);
                expected.add(
                    new Row(rate.hidden())
                        .name("company", company)
                        .counted(rate)
                        .figure("failed", rate.k())
                        .rate("rate", rate)
                        .figure("shrunk", rate.shrunk(all))
                        .figure("expected", expect)
                        .figure("adjusted", expect == 0 ? null : (Double) (rate.k() / expect))
                        .figure("adjusted_low", low)
                        .figure("adjusted_high", high)
                        .figure("shared", (double) shared / rate.n())
                        .figure("against_all", rate.against(all))
                        .figure("verdict", low == null ? null : compared(low, high, 1, 1)));
              });
      expected.sort(ranked(rankBy.equals("raw") ? "rate_low" : "adjusted_low", "company"));
      expected.removeIf(row -> !is(filter.get("company"), (String) row.get("company")));
      var ranked = new LinkedHashMap<>(filter);
      ranked.put("rank_by", rankBy);

      check("hardest-companies", ranked, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void hardestQuestions(Map<String, String> filter) {
    var answers = kept(filter);
    var all = Rate.of(answers, Scored::failed);
    var byPerson =
        kept(filter, "company", "level", "category").stream().collect(groupingBy(Scored::person));
    var expected = new ArrayList<Row>();
    answers.stream()
        .collect(groupingBy(Scored::question))
        .forEach(
            (question, asked) -> {
              var rate = Rate.of(asked, Scored::failed);
              var passed = new ArrayList<Double>();
              var elsewhere = new ArrayList<Double>();
              asked.stream()
                  .collect(groupingBy(Scored::person))
                  .forEach(
                      (person, own) -> {
                        var others =
                            byPerson.get(person).stream()
                                .filter(a -> !a.question().equals(question))
                                .toList();
                        if (!others.isEmpty()) {
                          passed.add(mean(own, a -> a.passed() ? 1 : 0));
                          elsewhere.add(mean(others, Scored::overall));
                        }
                      });
              int m = passed.size();
              var r = m < 2 ? null : correlation(passed, elsewhere);
              double half = 1.959963984540054 / Math.sqrt(m - 3);
              var low = r == null ? null : (Double) Math.tanh(atanh(r) - half);
              var high = r == null ? null : (Double) Math.tanh(atanh(r) + half);
              expected.add(
                  new Row(rate.hidden())
                      .name("question", question.isEmpty() ? "(other)" : question)
                      .name("category", asked.get(0).category())
                      .counted(rate)
                      .figure("failed", rate.k())
                      .rate("rate", rate)
                      .figure("shrunk", rate.shrunk(all))
                      .figure("against_all", rate.against(all))
                      .figure("pairs", (long) m)
                      .figure("discrimination", m < 5 ? null : r)
                      .figure("discrimination_low", m < 5 ? null : low)
                      .figure("discrimination_high", m < 5 ? null : high)
                      .figure(
                          "discriminates",
                          m < 30 ? "too few" : r == null ? "all alike" : low > 0 ? "yes" : "no"));
            });
    expected.sort(ranked("rate_low", "question"));

    check("hardest-questions", filter, expected);
  }

  private static Double correlation(List<Double> x, List<Double> y) {
    double meanX = x.stream().mapToDouble(v -> v).average().orElseThrow();
    double meanY = y.stream().mapToDouble(v -> v).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.size(); i++) {
      xy += (x.get(i) - meanX) * (y.get(i) - meanY);
      xx += (x.get(i) - meanX) * (x.get(i) - meanX);
      yy += (y.get(i) - meanY) * (y.get(i) - meanY);
    }
    return xx == 0 || yy == 0 ? null : (Double) (xy / Math.sqrt(xx * yy));
  }

  private static double atanh(double r) {
    return 0.5 * Math.log((1 + r) / (1 - r));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void starGaps(Map<String, String> filter) {
    for (var learning : choices(filter, List.of("0", "1"))) {
      var pool = kept(filter, "company", "level");
      var levels = List.of(ALL, "junior", "mid", "senior", "staff", "unspecified");
      var companies = new ArrayList<String>(List.of(ALL));
      pool.stream().map(a -> none(a.company())).distinct().sorted().forEach(companies::add);
      var expected = new ArrayList<Row>();
      for (var company : companies) {
        for (var level : levels) {
          var answers =
              pool.stream()
                  .filter(a -> company.equals(ALL) || company.equals(none(a.company())))
                  .filter(a -> level.equals(ALL) || level.equals(a.level()))
                  .toList();
          if (answers.isEmpty()
              || !is(filter.get("company"), company)
              || !is(filter.get("level"), level)) {
            continue;
          }
          var rows = new ArrayList<Row>();
          for (int part = 0; part < (learning.equals("1") ? 5 : 4); part++) {
            int index = part;
            var rate = Rate.of(answers, a -> !a.parts().get(index));
            var all = Rate.of(pool, a -> !a.parts().get(index));
            var missing = answers.stream().filter(a -> !a.parts().get(index)).toList();
            rows.add(
                new Row(rate.hidden())
                    .name("company", company)
                    .name("level", level)
                    .figure("part", InsightCohort.PARTS.get(part))
                    .counted(rate)
                    .figure("missing", rate.k())
                    .figure("people_missing", persons(missing))
                    .rate("rate", rate)
                    .figure("shrunk", rate.shrunk(all))
                    .figure(
                        "against_all",
                        company.equals(ALL) && level.equals(ALL) ? null : rate.against(all)));
          }
          rows.sort(ranked("rate_low", "part"));
          expected.add(rows.get(0));
          if (!rows.get(0).hidden) {
            expected.add(rows.get(1));
          }
        }
      }
      var asked = new LinkedHashMap<>(filter);
      asked.put("learning", learning);
      asked.put("top", "2");

      check("star-gaps", asked, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void metricUsage(Map<String, String> filter) {
    var pool = kept(filter, "level");
    var all = Rate.of(pool, Scored::outcome);
    var expected = new ArrayList<Row>();
    for (var level : List.of(ALL, "junior", "mid", "senior", "staff", "unspecified")) {
      var answers =
          pool.stream().filter(a -> level.equals(ALL) || level.equals(a.level())).toList();
      if (answers.isEmpty() || !is(filter.get("level"), level)) {
        continue;
      }
      var rate = Rate.of(answers, Scored::outcome);
      expected.add(
          new Row(rate.hidden())
              .name("level", level)
              .counted(rate)
              .rate("any_metric", Rate.of(answers, a -> a.metrics() > 0))
              .rate("in_result", rate)
              .figure("shrunk", rate.shrunk(all))
              .figure("metrics", mean(answers, Scored::metrics))
              .figure("against_all", level.equals(ALL) ? null : rate.against(all)));
    }

    check("metric-usage", filter, expected);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void scoreByAttempt(Map<String, String> filter) {
    var pool = kept(everyAttempt(filter));
    var all = Rate.of(pool, Scored::passed);
    var expected = new ArrayList<Row>();
    Rate last = null;
    for (int attempt = 1; attempt <= 10; attempt++) {
      int number = attempt;
      var answers = pool.stream().filter(a -> Math.min(10, a.attempt()) == number).toList();
      if (answers.isEmpty()) {
        continue;
      }
      var rate = Rate.of(answers, Scored::passed);
      expected.add(
          new Row(rate.hidden())
              .name("attempt", attempt == 10 ? "10+" : "" + attempt)
              .counted(rate)
              .figure("score", mean(answers, Scored::overall))
              .rate("passed", rate)
              .figure("shrunk", rate.shrunk(all))
              .rate("in_result", Rate.of(answers, Scored::outcome))
              .figure("mistakes", mean(answers, a -> a.mistakes().size()))
              .figure("words", mean(answers, Scored::words))
              .figure("against_last", last == null || last.hidden() ? null : rate.against(last)));
      last = rate;
    }

    check("score-by-attempt", filter, expected);
  }

  @Test
  void scoreByAttempt_medianIsNear() {
    var result = run("score-by-attempt", Map.of());
    var scores = kept(Map.of()).stream().map(Scored::overall).sorted().toList();

    assertThat((Double) result.value(result.rows().get(0), "median"))
        .isCloseTo(scores.get(scores.size() / 2), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void firstToLast(Map<String, String> filter) {
    var pairs =
        kept(everyAttempt(filter)).stream()
            .filter(a -> !a.question().isEmpty())
            .collect(groupingBy(a -> List.of(a.category(), a.person(), a.question())))
            .values()
            .stream()
            .map(own -> own.stream().sorted(comparing(Scored::attempt)).toList())
            .filter(own -> own.get(0).attempt() == 1 && own.get(own.size() - 1).attempt() > 1)
            .toList();
    var names =
        Stream.concat(Stream.of(ALL), pairs.stream().map(own -> own.get(0).category())).distinct();
    var all = gained(pairs, ALL);
    var expected = new ArrayList<Row>();
    names.forEach(
        name -> {
          var rate = gained(pairs, name);
          if (rate.n() == 0) {
            return;
          }
          var gains =
              pairs.stream()
                  .filter(own -> name.equals(ALL) || name.equals(own.get(0).category()))
                  .mapToDouble(own -> own.get(own.size() - 1).overall() - own.get(0).overall())
                  .toArray();
          double mean = Arrays.stream(gains).average().orElseThrow();
          double squares = Arrays.stream(gains).map(g -> (g - mean) * (g - mean)).sum();
          double half = 1.959963984540054 * Math.sqrt(squares / (gains.length - 1) / gains.length);
          expected.add(
              new Row(rate.hidden())
                  .name("group", name)
                  .figure("pairs", rate.n())
                  .figure("people", rate.people())
                  .figure("gain", mean)
                  .figure("gain_low", mean - half)
                  .figure("gain_high", mean + half)
                  .rate("improved", rate)
                  .figure("shrunk", rate.shrunk(all))
                  .figure("against_all", name.equals(ALL) ? null : rate.against(all))
                  .figure("verdict", compared(mean - half, mean + half, 0, 0)));
        });
    expected.sort(
        comparing((Row row) -> !row.get("group").equals(ALL))
            .thenComparing(ranked("improved_low", "group")));

    check("first-to-last", filter, expected);
  }

  private static Rate gained(List<List<Scored>> pairs, String name) {
    var own =
        pairs.stream().filter(p -> name.equals(ALL) || name.equals(p.get(0).category())).toList();
    return new Rate(
        own.stream().filter(p -> p.get(p.size() - 1).overall() > p.get(0).overall()).count(),
        own.size(),
        own.stream().map(p -> p.get(0).person()).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void weakSpots(Map<String, String> filter) {
    var pool = kept(filter, "company", "category");
    var all = Rate.of(pool, Scored::failed);
    var expected = new ArrayList<Row>();
    pool.stream()
        .filter(a -> !a.company().isEmpty() && !a.category().isEmpty())
        .filter(a -> is(filter.get("company"), a.company()))
        .filter(a -> is(filter.get("category"), a.category()))
        .collect(groupingBy(a -> List.of(a.company(), a.category())))
        .forEach(
            (pair, answers) -> {
              var rate = Rate.of(answers, Scored::failed);
              expected.add(
                  new Row(rate.hidden())
                      .name("company", pair.get(0))
                      .name("category", pair.get(1))
                      .counted(rate)
                      .figure("failed", rate.k())
                      .rate("rate", rate)
                      .figure("shrunk", rate.shrunk(all))
                      .figure("against_all", rate.against(all)));
            });
    expected.sort(ranked("rate_low", "company", "category"));

    check("weak-spots", filter, expected.subList(0, Math.min(30, expected.size())));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void costliestMistakes(Map<String, String> filter) {
    var pool = kept(filter);
    var expected = new ArrayList<Row>();
    for (var mistake : pool.stream().flatMap(a -> a.mistakes().stream()).distinct().toList()) {
      var with = pool.stream().filter(a -> a.mistakes().contains(mistake)).toList();
      var without = pool.stream().filter(a -> !a.mistakes().contains(mistake)).toList();
      var rate = Rate.of(with, Scored::passed);
      var other = Rate.of(without, Scored::passed);
      double gap = mean(without, Scored::overall) - mean(with, Scored::overall);
      double half = 1.959963984540054 * Math.sqrt(meanVariance(with) + meanVariance(without));
      boolean alone = without.isEmpty();
      expected.add(
          new Row(rate.hidden())
              .name("mistake", mistake)
              .figure("answers", rate.n())
              .figure("people", rate.people())
              .figure("score_with", mean(with, Scored::overall))
              .figure("score_without", alone ? null : (Double) mean(without, Scored::overall))
              .figure("gap", alone ? null : (Double) gap)
              .figure("gap_low", without.size() < 2 ? null : (Double) (gap - half))
              .figure("gap_high", without.size() < 2 ? null : (Double) (gap + half))
              .figure("lost_per_answer", alone ? null : (Double) (gap * with.size() / pool.size()))
              .rate("passed_with", rate)
              .figure("passed_without", alone ? null : (Double) other.rate())
              .figure("passed_without_low", alone ? null : (Double) other.low())
              .figure("verdict", alone ? null : rate.against(other))
              .name("grey", !rate.hidden() && (rate.n() < 30 || other.n() < 30) ? 1L : 0L)
              .name("suppressed", rate.hidden() ? 1L : 0L));
    }
    expected.sort(ranked("gap_low", "mistake"));

    check("costliest-mistakes", filter, expected);
  }

  /** Of the mean: the sample's variance over its size. */
  private static double meanVariance(List<Scored> answers) {
    double mean = mean(answers, Scored::overall);
    double squares =
        answers.stream().mapToDouble(a -> (a.overall() - mean) * (a.overall() - mean)).sum();
    return squares / (answers.size() - 1) / answers.size();
  }

  @ParameterizedTest
  @MethodSource("filters")
  void missedKeyPoints(Map<String, String> filter) {
    var pool = kept(filter);
    long allMissed = pool.stream().mapToLong(a -> a.missed().size()).sum();
    long allHit = pool.stream().mapToLong(a -> a.hit().size()).sum();
    var all = new Rate(allMissed, allMissed + allHit, 0);
    var byQuestion = new ArrayList<List<Row>>();
    pool.stream()
        .filter(a -> !a.question().isEmpty())
        .collect(groupingBy(Scored::question))
        .forEach(
            (question, asked) -> {
              var rows = new ArrayList<Row>();
              for (var point : List.of("a", "b", "c")) {
                var rate = Rate.of(asked, a -> a.missed().contains(question + "_" + point));
                rows.add(
                    new Row(rate.hidden())
                        .name("question", question)
                        .figure("key_point", question + "_" + point)
                        .counted(rate)
                        .figure("missed", rate.k())
                        .rate("rate", rate)
                        .figure("shrunk", rate.shrunk(all))
                        .figure("against_all", rate.against(all)));
              }
              rows.sort(ranked("rate_low", "key_point"));
              byQuestion.add(rows.get(0).hidden ? rows.subList(0, 1) : rows.subList(0, 2));
            });
    byQuestion.sort(
        comparing(
                (List<Row> rows) -> (Double) rows.get(0).get("rate_low"), nullsLast(reverseOrder()))
            .thenComparing(rows -> (String) rows.get(0).get("question")));
    var asked = new LinkedHashMap<>(filter);
    asked.put("top", "2");

    check("missed-key-points", asked, byQuestion.stream().flatMap(List::stream).toList());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void whatChanged(Map<String, String> filter) {
    var dimensions =
        Map.<String, Function<Scored, String>>of(
            "company", Scored::company,
            "category", Scored::category,
            "level", Scored::level,
            "question", Scored::question,
            "cohort", Scored::cohort,
            "source", Scored::source);
    var lastDay =
        kept(everyAttempt(Map.of("scorer_version", filter.getOrDefault("scorer_version", "10"))))
            .stream()
            .map(Scored::day)
            .max(naturalOrder())
            .orElseThrow();
    var to = LocalDate.parse(filter.getOrDefault("to", "2149-06-06"));
    var end = to.isBefore(lastDay) ? to : lastDay;
    var order = List.of("company", "category", "level", "question", "cohort", "source");
    choices(filter, order)
        .forEach(
            by -> {
              var dimension = dimensions.get(by);
              var pool = kept(filter, "from", "to");
              var now = pool.stream().filter(a -> falls(a, end, 20)).toList();
              var before = pool.stream().filter(a -> falls(a, end.minusDays(20), 20)).toList();
              var names =
                  Stream.concat(
                          Stream.of(ALL),
                          Stream.concat(now.stream(), before.stream())
                              .map(dimension)
                              .map(InsightRecount::none))
                      .distinct()
                      .toList();
              var expected = new ArrayList<Row>();
              for (var name : names) {
                Predicate<Scored> in =
                    a -> name.equals(ALL) || name.equals(none(dimension.apply(a)));
                var rate = Rate.of(now.stream().filter(in).toList(), Scored::passed);
                var last = Rate.of(before.stream().filter(in).toList(), Scored::passed);
                if (rate.n() + last.n() == 0) {
                  continue;
                }
                boolean hidden = rate.hidden() || last.hidden();
                expected.add(
                    new Row(hidden)
                        .name("group", name)
                        .figure("answers", rate.n())
                        .figure("people", rate.people())
                        .figure("answers_before", last.n())
                        .figure("people_before", last.people())
                        .rate("passed", rate)
                        .rate("passed_before", last)
                        .figure("change", rate.rate() - last.rate())
                        .figure("verdict", rate.against(last))
                        .name("grey", !hidden && (rate.n() < 30 || last.n() < 30) ? 1L : 0L)
                        .name("suppressed", hidden ? 1L : 0L));
              }
              expected.sort(
                  comparing((Row row) -> !row.get("group").equals(ALL))
                      .thenComparing(row -> row.hidden)
                      .thenComparing(row -> "no clear difference".equals(row.get("verdict")))
                      .thenComparing(
                          row -> row.hidden ? 0.0 : Math.abs((Double) row.get("change")),
                          reverseOrder())
                      .thenComparing(row -> (String) row.get("group")));
              var asked = new LinkedHashMap<>(filter);
              asked.remove("from");
              asked.put("by", by);
              asked.put("days", "20");

              check("what-changed", asked, expected);
            });
  }

  private static boolean falls(Scored answer, LocalDate lastDay, int days) {
    return !answer.day().isAfter(lastDay) && answer.day().isAfter(lastDay.minusDays(days));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void versionDiff(Map<String, String> filter) {
    for (var versions :
        choices(filter, List.of(List.of("", ""), List.of("2", ""), List.of("2", "10")))) {
      var a = versions.get(0).isEmpty() ? "10" : versions.get(0);
      var b = a.equals("10") ? "2" : "10";
      var before = byId(filter, a);
      var after = byId(filter, b);
      assertThat(after).hasSameSizeAs(before);
      var people = persons(before.values());
      long n = before.size();
      var measures = new ArrayList<String>();
      measures.addAll(List.of("passed", "situation", "task", "action", "result", "learning"));
      measures.add("outcome_metric");
      Stream.concat(before.values().stream(), after.values().stream())
          .flatMap(answer -> answer.mistakes().stream())
          .distinct()
          .forEach(mistake -> measures.add("mistake " + mistake));
      var expected = new ArrayList<Row>();
      if (n > 0) {
        long up = count(before, id -> after.get(id).overall() - before.get(id).overall() >= 0.005);
        long down =
            count(before, id -> before.get(id).overall() - after.get(id).overall() >= 0.005);
        expected.add(
            difference("overall", n, people, up, down)
                .name("version_a", a)
                .name("version_b", b)
                .figure("a", mean(before.values(), Scored::overall))
                .figure("b", mean(after.values(), Scored::overall)));
      }
      for (var measure : n > 0 && people >= 5 ? measures : List.<String>of()) {
        long withA = count(before, id -> says(before.get(id), measure));
        long withB = count(before, id -> says(after.get(id), measure));
        long both =
            count(before, id -> says(before.get(id), measure) && says(after.get(id), measure));
        expected.add(
            difference(measure, n, people, withB - both, withA - both)
                .figure("a", (double) withA / n)
                .figure("b", (double) withB / n)
                .figure("change", (double) (withB - withA) / n));
      }
      expected.sort(
          comparing((Row row) -> ((String) row.get("measure")).startsWith("mistake "))
              .thenComparing(
                  row ->
                      ((String) row.get("measure")).startsWith("mistake ")
                          ? (Long) row.get("rose") + (Long) row.get("fell")
                          : 0L,
                  reverseOrder())
              .thenComparing(row -> measures.subList(0, 7).indexOf(row.get("measure")))
              .thenComparing(row -> (String) row.get("measure")));
      var asked = new LinkedHashMap<>(filter);
      asked.put("version_a", versions.get(0));
      asked.put("version_b", versions.get(1));

      check("version-diff", asked, expected);
    }
  }

  private static Row difference(String measure, long n, long people, long up, long down) {
    var changed = new Rate(up, up + down, people);
    return new Row(people < 5)
        .name("measure", measure)
        .counted(new Rate(0, n, people))
        .figure("rose", up)
        .figure("fell", down)
        .rate("same", new Rate(n - up - down, n, people))
        .figure(
            "verdict",
            up + down == 0
                ? "no clear difference"
                : compared(changed.low(), changed.high(), 0.5, 0.5));
  }

  private static Map<UUID, Scored> byId(Map<String, String> filter, String version) {
    var one = new LinkedHashMap<>(filter);
    one.put("scorer_version", version);
    return kept(one).stream().collect(Collectors.toMap(Scored::id, answer -> answer));
  }

  private static long count(Map<UUID, Scored> answers, Predicate<UUID> counted) {
    return answers.keySet().stream().filter(counted).count();
  }

  private static boolean says(Scored answer, String measure) {
    return switch (measure) {
      case "passed" -> answer.passed();
      case "outcome_metric" -> answer.outcome();
      default ->
          measure.startsWith("mistake ")
              ? answer.mistakes().contains(measure.substring("mistake ".length()))
              : answer.parts().get(InsightCohort.PARTS.indexOf(measure));
    };
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
  @ValueSource(
      strings = {
        "answers_daily",
        "mistakes_daily",
        "star_daily",
        "attempts_daily",
        "answer_scores"
      })
  void view_showsTheActiveVersionOnlyAndAllOfIt(String table) {
    var view = table.equals("answer_scores") ? "v_answers" : "v_" + table;
    var answers = table.equals("answer_scores") ? "count()" : "toUInt64(sum(answers))";
    var of = " WHERE tenant_id = '" + COHORT + "'";

    assertThat(number("SELECT " + answers + " FROM " + view + of))
        .isEqualTo(
            number("SELECT " + answers + " FROM " + table + of + " AND scorer_version = '10'"));
    assertThat(number("SELECT uniqExact(scorer_version) FROM " + view + of)).isEqualTo(1);
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
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
            var inOrder = own.stream().sorted(comparing(Scored::submitted)).toList();
            first.add(inOrder.get(0));
            if (inOrder.size() > 1) {
              days.add(
                  (inOrder.get(1).submitted().toEpochMilli()
                          - inOrder.get(0).submitted().toEpochMilli())
                      / 86_400_000.0);
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
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

  @ParameterizedTest
  @MethodSource("filters")
  void attemptFunnel(Map<String, String> filter) {
    check("attempt-funnel", filter, PracticeRecount.funnel(kept(everyAttempt(filter)), 10));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void attemptsToPass(Map<String, String> filter) {
    check(
        "attempts-to-pass", filter, PracticeRecount.attemptsToPass(kept(everyAttempt(filter)), 10));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void stuck(Map<String, String> filter) {
    var asked = new LinkedHashMap<>(filter);
    asked.put("attempts", "3");

    check("stuck", asked, PracticeRecount.stuck(kept(everyAttempt(filter)), 3));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void mistakePairs(Map<String, String> filter) {
    check("mistake-pairs", filter, PracticeRecount.mistakePairs(kept(filter)));
  }

  @ParameterizedTest
  @MethodSource("filters")
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

  // ---- Edges.

  static Collection<Insight> all() {
    return InsightCatalogue.load().all();
  }

  private static Map<String, String> required(Insight insight) {
    var params = new LinkedHashMap<String, String>();
    insight.params().stream()
        .filter(InsightParameter::required)
        .forEach(param -> params.put(param.name(), new UUID(7, 0).toString()));
    return params;
  }

  @ParameterizedTest
  @MethodSource("all")
  void noRows_noAnswer(Insight insight) {
    assertThat(insights.run(insight.name(), required(insight), "nobody").rows()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
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

  @ParameterizedTest
  @MethodSource("all")
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

  @ParameterizedTest
  @MethodSource("all")
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
  @ParameterizedTest
  @MethodSource("all")
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

  @ParameterizedTest
  @MethodSource("all")
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

  @ParameterizedTest
  @MethodSource("all")
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
    insert(people.stream().map(a -> a.at(sunday, 120)).toList());
    insert(people.stream().map(a -> a.at(sunday.plus(Duration.ofDays(7)), 120)).toList());

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

  @Test
  void cookbook_isWhatTheInsightsSayOfTheDemosCohort() throws Exception {
    var cohort = Cookbook.cohort();
    insert(cohort);

    var text = Cookbook.text(insights, cohort.get(0));

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(Cookbook.FILE, text);
    }
    assertThat(Cookbook.FILE).hasContent(text);
  }

  private static final Map<String, Boolean> INSERTED = new LinkedHashMap<>();

  private interface Answers {
    List<Scored> get() throws Exception;
  }

  /** Inserts a tenant's answers unless an earlier test has. */
  private static synchronized void once(String tenant, Answers answers) throws Exception {
    if (INSERTED.put(tenant, true) == null) {
      insert(answers.get());
    }
  }
}
