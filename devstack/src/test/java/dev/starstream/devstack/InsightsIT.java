package dev.starstream.devstack;

import static dev.starstream.devstack.CohortInsights.check;
import static dev.starstream.devstack.CohortInsights.choices;
import static dev.starstream.devstack.CohortInsights.everyAttempt;
import static dev.starstream.devstack.CohortInsights.is;
import static dev.starstream.devstack.CohortInsights.kept;
import static dev.starstream.devstack.CohortInsights.once;
import static dev.starstream.devstack.CohortInsights.run;
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

import dev.starstream.aggregates.Insights;
import dev.starstream.devstack.CohortInsights.EveryFilter;
import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.devstack.InsightRecount.Rate;
import dev.starstream.devstack.InsightRecount.Row;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every insight of what trips people up, and the cookbook, against a recount in plain Java. */
final class InsightsIT {
  private static Insights insights;

  @BeforeAll
  static void fill() {
    insights = CohortInsights.insights();
  }

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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

  @EveryFilter
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
  void cookbook_isWhatTheInsightsSayOfTheDemosCohort() throws Exception {
    var cohort = Cookbook.cohort();
    once(cohort.get(0).tenant(), () -> cohort);

    var text = Cookbook.text(insights, cohort.get(0));

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(Cookbook.FILE, text);
    }
    assertThat(Cookbook.FILE).hasContent(text);
  }
}
