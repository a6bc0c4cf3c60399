package dev.starstream.devstack;

import static dev.starstream.devstack.InsightRecount.ALL;
import static dev.starstream.devstack.InsightRecount.Z;
import static dev.starstream.devstack.InsightRecount.compared;
import static dev.starstream.devstack.InsightRecount.none;
import static dev.starstream.devstack.InsightRecount.persons;
import static dev.starstream.devstack.InsightRecount.ranked;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.devstack.InsightRecount.Rate;
import dev.starstream.devstack.InsightRecount.Row;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The insights on practice and on mistakes that meet, recounted answer by answer. */
final class PracticeRecount {

  /** The attempts of one person at one question, in their order. */
  private record Tries(List<Scored> answers) {
    Scored first() {
      return answers.get(0);
    }

    Scored last() {
      return answers.get(answers.size() - 1);
    }

    long person() {
      return first().person();
    }

    /** The attempt that passed first; 0 if none did. */
    int passedAt() {
      return answers.stream()
          .filter(Scored::passed)
          .mapToInt(Scored::attempt)
          .findFirst()
          .orElse(0);
    }

    /** Where it is last known of before it passed: the passing attempt, or the last one. */
    int end() {
      return passedAt() == 0 ? last().attempt() : passedAt();
    }
  }

  private static List<Tries> tries(Collection<Scored> answers) {
    return answers.stream()
        .filter(a -> !a.question().isEmpty())
        .collect(groupingBy(a -> List.of(a.person(), a.question())))
        .values()
        .stream()
        .map(own -> new Tries(own.stream().sorted(Scored.BY_ATTEMPT).toList()))
        .toList();
  }

  private static List<Tries> fromTheFirst(Collection<Scored> answers) {
    return tries(answers).stream().filter(own -> own.first().first()).toList();
  }

  private static Rate rate(List<Tries> all, Predicate<Tries> counted) {
    return new Rate(
        all.stream().filter(counted).count(),
        all.size(),
        all.stream().map(Tries::person).distinct().count());
  }

  private static LocalDate monday(Scored answer) {
    return answer.day().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  static List<Row> retention(
      Collection<Scored> answers, LocalDate from, LocalDate lastDay, int weeks) {
    var people =
        answers.stream().collect(groupingBy(Scored::person)).values().stream()
            .map(own -> own.stream().sorted(comparing(Scored::submitted)).toList())
            .filter(own -> !own.get(0).day().isBefore(from))
            .toList();
    var mondays = new TreeSet<String>();
    people.forEach(own -> mondays.add(monday(own.get(0)).toString()));
    var scopes = new ArrayList<String>(List.of(ALL));
    scopes.addAll(mondays);
    var rows = new ArrayList<Row>();
    for (var scope : scopes) {
      for (int after = 1; after <= weeks; after++) {
        var all = returned(people, ALL, after, lastDay);
        var rate = returned(people, scope, after, lastDay);
        if (rate.n() == 0) {
          continue;
        }
        long given = 0;
        for (var own : people) {
          if (counts(own, scope, after, lastDay)) {
            given += answersIn(own, after);
          }
        }
        rows.add(
            new Row(rate.hidden())
                .name("week", scope)
                .name("weeks_after", after)
                .counted(rate)
                .figure("answers", given)
                .rate("returned", rate)
                .figure("shrunk", rate.shrunk(all))
                .figure("against_all", scope.equals(ALL) ? null : rate.against(all)));
      }
    }
    return rows;
  }

  private static Rate returned(
      List<List<Scored>> people, String scope, int after, LocalDate lastDay) {
    var counted = people.stream().filter(own -> counts(own, scope, after, lastDay)).toList();
    return new Rate(
        counted.stream().filter(own -> answersIn(own, after) > 0).count(),
        counted.size(),
        counted.size());
  }

  private static boolean counts(List<Scored> own, String scope, int after, LocalDate lastDay) {
    var monday = monday(own.get(0));
    return (scope.equals(ALL) || scope.equals(monday.toString()))
        && !monday.plusWeeks(after).plusDays(6).isAfter(lastDay);
  }

  private static long answersIn(List<Scored> own, int after) {
    var week = monday(own.get(0)).plusWeeks(after);
    return own.stream().filter(a -> monday(a).equals(week)).count();
  }

  static List<Row> funnel(Collection<Scored> answers, int attempts) {
    var began = fromTheFirst(answers);
    var at = new ArrayList<List<Tries>>();
    for (int attempt = 1; attempt <= attempts; attempt++) {
      int number = attempt;
      at.add(began.stream().filter(own -> own.last().attempt() >= number).toList());
    }
    long allK = 0;
    long allN = 0;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      allK += wentOn(at.get(attempt - 1), attempt).k();
      allN += at.get(attempt - 1).size();
    }
    var rows = new ArrayList<Row>();
    Rate before = null;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      int number = attempt;
      var here = at.get(attempt - 1);
      if (here.isEmpty()) {
        break;
      }
      var rate = wentOn(here, attempt);
      long given =
          here.stream()
              .flatMap(own -> own.answers().stream())
              .filter(a -> a.attempt() == number)
              .count();
      rows.add(
          new Row(rate.hidden())
              .name("attempt", attempt)
              .counted(rate)
              .figure("answers", given)
              .figure("pairs", rate.n())
              .rate("reached", new Rate(here.size(), began.size(), rate.people()))
              .rate("went_on", rate)
              .rate(
                  "gave_up",
                  rate(here, own -> own.last().attempt() == number && own.passedAt() == 0))
              .figure("shrunk", rate.shrunk(new Rate(allK, allN, 0)))
              .figure(
                  "against_last", before == null || before.hidden() ? null : rate.against(before)));
      before = rate;
    }
    return rows;
  }

  private static Rate wentOn(List<Tries> here, int attempt) {
    return rate(here, own -> own.last().attempt() > attempt);
  }

  /** The product-limit estimate by its definition, one attempt after the other. */
  static List<Row> attemptsToPass(Collection<Scored> answers, int attempts) {
    var began = fromTheFirst(answers);
    var rows = new ArrayList<Row>();
    double notPassed = 1;
    double greenwood = 0;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      int number = attempt;
      var here = began.stream().filter(own -> own.end() >= number).toList();
      if (here.isEmpty()) {
        break;
      }
      var rate = rate(here, own -> own.passedAt() == number);
      double failed = rate.n() - rate.k();
      notPassed *= failed / rate.n();
      greenwood += failed == 0 ? 0 : rate.k() / (rate.n() * failed);
      var seen = rate(began, own -> own.passedAt() > 0 && own.passedAt() <= number);
      double passed = 1 - notPassed;
      double worth = seen.k() == 0 || failed == 0 ? rate.n() : passed / (notPassed * greenwood);
      rows.add(
          new Row(rate.hidden())
              .name("attempt", attempt)
              .counted(rate)
              .rate("passed_here", rate)
              .figure(
                  "stopped",
                  here.stream().filter(o -> o.passedAt() == 0 && o.end() == number).count())
              .figure("passed_by", passed)
              .figure("passed_by_low", attempt == 1 ? rate.low() : wilson(passed, worth, -1))
              .figure("passed_by_high", attempt == 1 ? rate.high() : wilson(passed, worth, 1))
              .rate("seen", seen));
    }
    return rows;
  }

  /** An end of Wilson's interval of a share of so many, which need not be a whole number. */
  private static double wilson(double share, double of, int side) {
    double middle = share + Z * Z / (2 * of);
    double half = Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of));
    return (middle + side * half) / (1 + Z * Z / of);
  }

  /** By category. */
  static List<Row> stuck(Collection<Scored> answers, int attempts) {
    var practised = new ArrayList<Tries>();
    answers.stream()
        .collect(groupingBy(Scored::category))
        .values()
        .forEach(
            own ->
                tries(own).stream()
                    .filter(tries -> tries.answers().size() >= attempts)
                    .forEach(practised::add));
    var scopes = new TreeSet<String>();
    practised.forEach(own -> scopes.add(none(own.first().category())));
    scopes.add(ALL);
    var all = rate(practised, PracticeRecount::isStuck);
    var rows = new ArrayList<Row>();
    for (var scope : scopes) {
      var own =
          practised.stream()
              .filter(p -> scope.equals(ALL) || scope.equals(none(p.first().category())))
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      var rate = rate(own, PracticeRecount::isStuck);
      long stuck =
          own.stream().filter(PracticeRecount::isStuck).map(Tries::person).distinct().count();
      var gains = own.stream().mapToDouble(PracticeRecount::gain).toArray();
      double mean = Arrays.stream(gains).average().orElseThrow();
      double squares = Arrays.stream(gains).map(g -> (g - mean) * (g - mean)).sum();
      double half = Z * Math.sqrt(squares / (gains.length - 1) / gains.length);
      rows.add(
          new Row(rate.hidden())
              .name("group", scope)
              .counted(rate)
              .figure("answers", own.stream().mapToLong(p -> p.answers().size()).sum())
              .figure("pairs", rate.n())
              .figure("people_stuck", stuck < 5 ? null : stuck)
              .rate("stuck", rate)
              .figure("shrunk", rate.shrunk(all))
              .figure("gain", mean)
              .figure("gain_low", mean - half)
              .figure("gain_high", mean + half)
              .figure("against_all", scope.equals(ALL) ? null : rate.against(all)));
    }
    rows.sort(
        comparing((Row row) -> !row.get("group").equals(ALL))
            .thenComparing(ranked("stuck_low", "group")));
    return rows;
  }

  private static List<Scored> later(Tries own) {
    int size = own.answers().size();
    return own.answers().subList(size - size / 2, size);
  }

  private static double gain(Tries own) {
    var earlier = own.answers().subList(0, own.answers().size() / 2);
    return InsightRecount.mean(later(own), Scored::overall)
        - InsightRecount.mean(earlier, Scored::overall);
  }

  private static boolean isStuck(Tries own) {
    return gain(own) < 1e-9 && later(own).stream().noneMatch(Scored::passed);
  }

  static List<Row> mistakePairs(Collection<Scored> answers) {
    var ids = new TreeSet<String>();
    answers.forEach(a -> ids.addAll(a.mistakes()));
    var rows = new ArrayList<Row>();
    boolean anyHidden = false;
    for (var one : ids) {
      for (var other : ids.tailSet(one, false)) {
        Predicate<Scored> both = a -> a.mistakes().contains(one) && a.mistakes().contains(other);
        var meeting = answers.stream().filter(both).toList();
        if (meeting.isEmpty()) {
          continue;
        }
        boolean hidden = persons(meeting) < 5;
        if (hidden && anyHidden) {
          continue;
        }
        anyHidden |= hidden;
        var rate = new Rate(meeting.size(), answers.size(), persons(meeting));
        double n = rate.n();
        double k = rate.k();
        double a = count(answers, one);
        double b = count(answers, other);
        double lift = k * n / a / b;
        double half = Z * Math.sqrt(Math.max(0, 1 / k - 1 / a - 1 / b + (2 * lift - 1) / n));
        double expected = 0;
        for (var asked : answers.stream().collect(groupingBy(Scored::question)).values()) {
          expected += (double) count(asked, one) * count(asked, other) / asked.size();
        }
        double low = rate.low() * n / expected;
        double high = rate.high() * n / expected;
        rows.add(
            new Row(hidden)
                .figure("mistake", one)
                .figure("other", other)
                .figure("answers", rate.k())
                .figure("people", rate.people())
                .figure("with_mistake", (long) a)
                .figure("with_other", (long) b)
                .rate("rate", rate)
                .figure("lift", lift)
                .figure("lift_low", lift * Math.exp(-half))
                .figure("lift_high", lift * Math.exp(half))
                .figure("expected", expected)
                .figure("adjusted", k / expected)
                .figure("adjusted_low", low)
                .figure("adjusted_high", high)
                .figure("verdict", compared(low, high, 1, 1))
                .name("grey", !hidden && k < 30 ? 1L : 0L)
                .name("suppressed", hidden ? 1L : 0L));
      }
    }
    rows.sort(ranked("adjusted_low", "mistake", "other"));
    return rows.subList(0, Math.min(20, rows.size()));
  }

  private static long count(Collection<Scored> answers, String mistake) {
    return answers.stream().filter(a -> a.mistakes().contains(mistake)).count();
  }

  static List<Row> mistakeFading(Collection<Scored> answers) {
    var pairs = fromTheFirst(answers).stream().filter(own -> own.last().attempt() > 1).toList();
    var shows = new LinkedHashMap<String, Predicate<Scored>>();
    shows.put("(any)", a -> !a.mistakes().isEmpty());
    var ids = new TreeSet<String>();
    pairs.forEach(own -> ids.addAll(own.first().mistakes()));
    pairs.forEach(own -> ids.addAll(own.last().mistakes()));
    ids.forEach(id -> shows.put(id, a -> a.mistakes().contains(id)));
    var rows = new ArrayList<Row>();
    shows.forEach(
        (id, shown) -> {
          var with =
              pairs.stream().filter(o -> shown.test(o.first()) || shown.test(o.last())).toList();
          if (with.isEmpty()) {
            return;
          }
          long people = with.stream().map(Tries::person).distinct().count();
          boolean hidden = people < 5;
          double n = pairs.size();
          var first = rate(pairs, own -> shown.test(own.first()));
          var last = rate(pairs, own -> shown.test(own.last()));
          double gone = with.stream().filter(own -> !shown.test(own.last())).count();
          double come = with.stream().filter(own -> !shown.test(own.first())).count();
          double fall = (gone - come) / n;
          double half = Z * Math.sqrt(Math.max(0, (gone + come - (gone - come) * fall))) / n;
          var lost = new Rate((long) gone, (long) (gone + come), people);
          rows.add(
              new Row(hidden)
                  .name("mistake", id)
                  .figure("pairs", (long) n)
                  .figure("people", people)
                  .figure("answers", first.k() + last.k())
                  .rate("first", first)
                  .rate("last", last)
                  .figure("gone", (long) gone)
                  .figure("new", (long) come)
                  .figure("fall", fall)
                  .figure("fall_low", fall - half)
                  .figure("fall_high", fall + half)
                  .figure(
                      "verdict",
                      lost.n() == 0
                          ? "no clear difference"
                          : compared(0.5, 0.5, lost.low(), lost.high()))
                  .name("grey", !hidden && with.size() < 30 ? 1L : 0L)
                  .name("suppressed", hidden ? 1L : 0L));
        });
    rows.sort(
        comparing((Row row) -> !row.get("mistake").equals("(any)"))
            .thenComparing(ranked("fall_low", "mistake")));
    return rows;
  }

  private PracticeRecount() {}
}
