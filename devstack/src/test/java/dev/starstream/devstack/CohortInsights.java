package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.clickhouse.client.api.Client;
import com.clickhouse.data.ClickHouseFormat;
import dev.starstream.aggregates.ActiveScorer;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightResult;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Migrator;
import dev.starstream.aggregates.Settlements;
import dev.starstream.devstack.InsightCohort.Scored;
import java.io.ByteArrayInputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The insights over a cohort with known truth, in one database for all tests of a JVM: each adds
 * tenants of its own and leaves the cohort as it is.
 */
final class CohortInsights {
  /** A test of an insight by each of the filters. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @MethodSource("dev.starstream.devstack.CohortInsights#filters")
  @interface EveryFilter {}

  /** A test of each insight. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @MethodSource("dev.starstream.devstack.CohortInsights#all")
  @interface EveryInsight {}

  static final String COHORT = "cohort";

  /** "10" is newer than "2", and in force; an answer has a row of each. */
  static final List<Scored> ANSWERS = InsightCohort.random(COHORT, 7, 400, List.of("2", "10"));

  private CohortInsights() {}

  static Insights insights() {
    return Filled.INSIGHTS;
  }

  static Client client() {
    return Filled.CLIENT;
  }

  private static final class Filled {
    private static final ClickHouseConfig CONFIG = migrated();
    private static final Client CLIENT = ClickHouse.openClient(CONFIG);
    private static final Insights INSIGHTS = new Insights(CLIENT, InsightCatalogue.load());

    static {
      insert(CLIENT, ANSWERS);
      new ActiveScorer(CLIENT).activate("10");
    }

    private static ClickHouseConfig migrated() {
      var stack = SharedStack.get();
      var config =
          new ClickHouseConfig(
              URI.create(stack.clickHouseUrl()),
              stack.clickHouseUser(),
              stack.clickHousePassword(),
              "insights_it_" + UUID.randomUUID().toString().substring(0, 8));
      new Migrator(config).migrate();
      return config;
    }
  }

  static final Map<String, String> EVERYTHING = Map.of();

  /**
   * Of an insight's own choices each is asked of everything, and one of each other filter, in turn:
   * what a filter keeps and what a choice does with it are two parts of the SQL.
   */
  static <T> List<T> choices(Map<String, String> filter, List<T> all) {
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
        Map.of("from", "2026-02-12"),
        Map.of("scorer_version", "2"),
        Map.of("from", "2030-01-01"));
  }

  static List<Scored> kept(Map<String, String> filter, String... except) {
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

  static Map<String, String> everyAttempt(Map<String, String> filter) {
    var every = new LinkedHashMap<>(filter);
    every.put("first_attempts_only", "0");
    return every;
  }

  static boolean is(String wanted, String value) {
    return wanted == null || wanted.equals(value);
  }

  static void check(
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
  static InsightResult run(String name, Map<String, String> filter) {
    return run(name, filter, COHORT);
  }

  static InsightResult run(String name, Map<String, String> filter, String tenant) {
    var known = new LinkedHashMap<>(filter);
    known.keySet().removeIf(key -> insights().catalogue().insight(name).param(key).isEmpty());
    return insights().run(name, known, tenant);
  }

  private static void insert(Client client, List<Scored> answers) {
    try {
      client
          .insert(
              "answer_scores",
              new ByteArrayInputStream(InsightCohort.rows(answers)),
              ClickHouseFormat.JSONEachRow)
          .get()
          .close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    settleHalf(client);
  }

  /**
   * Every insight is asked with the earlier half of all answers settled: people went on practising,
   * and both have to be put together.
   */
  private static void settleHalf(Client client) {
    var half =
        "SELECT greatest("
            + "toInt64(quantileExact(0.5)(toUnixTimestamp64Milli(inserted_at))),"
            + " (SELECT toInt64(max(s.generation)) + 1 FROM settlements AS s)) FROM answer_scores";
    try (var settlements = Settlements.open(Filled.CONFIG)) {
      settlements.settle(Instant.ofEpochMilli(client.queryAll(half).get(0).getLong(1)));
    }
  }

  static Collection<Insight> all() {
    return InsightCatalogue.load().all();
  }

  private static final Set<String> INSERTED = new HashSet<>();

  /** Inserts a tenant's answers unless an earlier test has. */
  static synchronized void once(String tenant, Supplier<List<Scored>> answers) {
    if (INSERTED.add(tenant)) {
      insert(client(), answers.get());
    }
  }
}
