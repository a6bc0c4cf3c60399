package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.query.QuerySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the tables without days anew, up to a moment, and publishes that: insights read the newest
 * published generation, and what came since from the answers themselves. So they are exact whether
 * something was ever settled or not, and a settlement that dies in the middle is one that was never
 * published. Several processes may settle at once; they only do the work twice.
 */
public final class Settlements implements AutoCloseable {

  /**
   * In this order: some are made out of practice, returns_sources out of daily_returns, and
   * daily_tallies takes names from those before.
   */
  private static final List<String> FILL =
      Stream.of(
              "practice",
              "profiles",
              "totals",
              "totals_mistakes",
              "daily_totals",
              "daily_totals_scores",
              "item_analysis",
              "fading",
              "tallies",
              "returns",
              "daily_returns",
              "returns_sources",
              "mistake_pairs",
              "key_points",
              "version_diffs",
              "daily_tallies",
              "daily_tallies_mistakes",
              "daily_tallies_attempts")
          .map(Settlements::statement)
          .toList();

  private static final String COUNTS = statement("practice_counts");

  /** Partitions of these tables are settlements. */
  private static final Set<String> TABLES =
      Stream.concat(FILL.stream(), Stream.of(COUNTS))
          .map(Pattern.compile("INSERT INTO (\\w+)")::matcher)
          .flatMap(Matcher::results)
          .map(insert -> insert.group(1))
          .collect(Collectors.toCollection(TreeSet::new));

  /** What insights of practice group by; pairs are counted once for each. */
  private static final List<String> GROUPS =
      List.of("category", "question", "company", "level", "cohort", "source");

  /** Below this grouping every answer anew is quick. */
  static final long MIN_ANSWERS = 200_000;

  /** Settled again once so many have come since, or a ten-thousandth of all. */
  static final long MIN_SINCE = 1_000;

  /** No question takes that long, so nobody reads the generation before any more. */
  private static final Duration READ = Duration.ofMinutes(10);

  /** Of the time, settling takes at most a tenth. */
  private static final int REST = 10;

  /**
   * An insert's rows have one time, that of its start, and are seen at its end. Whatever started so
   * long ago has ended, or the sink has given it up ({@link SinkConfig.Patience#insertTimeout}).
   */
  private static final Duration INSERTS_END = Duration.ofSeconds(75);

  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final String STATE = statement("state");
  private static final String PUBLISH = statement("publish");
  private static final String BEFORE = Resources.text("statements/settled_before.sql");
  private static final List<String> ERASED =
      List.of(statement("erased"), statement("erased_profiles"));
  private static final Logger log = LoggerFactory.getLogger(Settlements.class);

  private final Client client;
  private Instant settledAt = Instant.EPOCH;
  private Duration took = Duration.ZERO;

  private Settlements(Client client) {
    this.client = client;
  }

  private static String statement(String name) {
    return Resources.text("statements/settle_" + name + ".sql");
  }

  /** Connects when it is first used. */
  public static Settlements open(ClickHouseConfig config) {
    return new Settlements(ClickHouse.openInsertClient(config, PATIENCE));
  }

  /**
   * Settles if enough has come since the last time, or somebody was erased, and it does not take
   * too much of the time.
   */
  public void settleIfDue() {
    var state = client.queryAll(STATE).get(0);
    var generation = state.getLong("generation");
    if (generation > 0 && state.getLong("now") - state.getLong("published") > READ.toMillis()) {
      drop(generation);
    }
    var answers = state.getLong("answers");
    var full = state.getLong("since") >= Math.max(MIN_SINCE, answers / 10_000);
    // Totals that count somebody who was erased are not read.
    var erased = generation > 0 && state.getLong("erased") != state.getLong("erased_then");
    var rested = Duration.between(settledAt, Instant.now());
    var rest = erased ? took : took.multipliedBy(REST);
    if (answers < MIN_ANSWERS || !(full || erased) || rested.compareTo(rest) < 0) {
      return;
    }
    var start = Instant.now();
    var until = Instant.ofEpochMilli(state.getLong("now")).minus(INSERTS_END);
    try {
      if (until.toEpochMilli() > generation) {
        settle(until);
      }
    } finally {
      // One that fails rests as long: what it lacks, such as memory, it would lack again at once.
      settledAt = Instant.now();
      took = Duration.between(start, settledAt);
    }
    log.atInfo()
        .addKeyValue("until", until)
        .addKeyValue("answers", answers)
        .addKeyValue("millis", took.toMillis())
        .log("Settled");
  }

  /**
   * Settles what was inserted until then. The generation before stays, which a question may be
   * reading; those before that go.
   *
   * @param until by the database's clock, with no insert under way that began before
   */
  public void settle(Instant until) {
    var generation = Map.<String, Object>of("generation", until.toEpochMilli());
    // Asked first: of whom is erased meanwhile nobody knows whether the totals count the answers.
    var erased = client.queryAll("SELECT toInt64(count()) AS n FROM erased_answers FINAL").get(0);
    // Of settlements that failed or died before this one.
    dropUnpublished();
    for (var statement : FILL) {
      execute(statement, generation);
    }
    for (var by : GROUPS) {
      execute(COUNTS, Map.of("generation", until.toEpochMilli(), "by", by));
    }
    merge(until.toEpochMilli());
    // Whoever was erased meanwhile; from now on an erasure finds the rows itself.
    for (var statement : ERASED) {
      execute(statement, Map.of());
    }
    execute(PUBLISH, Map.of("generation", until.toEpochMilli(), "erased", erased.getLong("n")));
    client.queryAll(BEFORE, generation, new QuerySettings()).stream()
        .map(row -> row.getLong("generation"))
        .forEach(this::drop);
  }

  /**
   * Makes one part of each partition. An insert writes a part for each million rows, with some of
   * everybody's, so whoever looks for a person's rows would look in each.
   */
  private void merge(long generation) {
    for (var table : TABLES) {
      for (var id : partitions(table, "uniqExact(_part) > 1", number -> number == generation)) {
        execute("OPTIMIZE TABLE " + table + " PARTITION ID '" + id + "' FINAL", Map.of());
      }
    }
  }

  /** Those before it. */
  private void drop(long generation) {
    drop(id -> id < generation);
  }

  /**
   * Unless another process may have it under way still: each of its statements has its patience.
   */
  private void dropUnpublished() {
    var published =
        client.queryAll("SELECT DISTINCT generation FROM settlements").stream()
            .map(row -> row.getLong("generation"))
            .collect(Collectors.toSet());
    var old =
        Instant.now().minus(PATIENCE.multipliedBy(FILL.size() + GROUPS.size())).toEpochMilli();
    drop(id -> id < old && !published.contains(id));
  }

  private void drop(LongPredicate wanted) {
    for (var table : TABLES) {
      for (var id : partitions(table, "true", wanted)) {
        execute("ALTER TABLE " + table + " DROP PARTITION ID '" + id + "'", Map.of());
      }
    }
  }

  /** Ids of the partitions with such parts, of the generations that are wanted. */
  private List<String> partitions(String table, String having, LongPredicate wanted) {
    var sql = "SELECT _partition_id AS id FROM " + table + " GROUP BY id HAVING " + having;
    return client.queryAll(sql).stream()
        .map(row -> row.getString("id"))
        .filter(id -> wanted.test(Long.parseLong(id)))
        .toList();
  }

  private void execute(String sql, Map<String, Object> parameters) {
    var settings = new CommandSettings();
    settings.serverSetting("wait_end_of_query", "1");
    // Nobody waits for it: the other processors are for whoever asks and inserts meanwhile.
    settings.serverSetting("max_threads", "1");
    try {
      // The response is read and closed by then.
      var unused = client.execute(sql, parameters, settings).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a statement of a settlement failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while settling", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
