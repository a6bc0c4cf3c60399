package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.devstack.StackSpec;
import dev.starstream.devstack.Stacks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long each insight takes, and how much it reads, over millions of made-up answers in an
 * embedded ClickHouse of its own.
 *
 * <p>Times are those of the client, from the request to the last byte of the answer. Rows and bytes
 * read and CPU time are the server's own: by how much its counters in {@code system.events} have
 * grown, a question, while nobody else asked. (The summary that it sends with an answer has no such
 * figures if the engine is the library.)
 */
@Command(
    name = "starstream bench insights",
    mixinStandardHelpOptions = true,
    description = {
      "Fills a new ClickHouse with made-up answers and asks it each insight.",
      "The data lie in a temporary directory (about 6 GB for 10 million answers) that is removed, or in --keep."
    },
    footer = {
      "%nExamples:",
      "  starstream bench insights --answers 1000000",
      "  starstream bench insights --only trend,when --repeats 50",
      "  starstream bench insights --answers 2000000 --keep /tmp/made --only stuck   after a change of its SQL",
      "  starstream bench insights --answers 100000000       the long one: 45 GB of disk, hours"
    })
public final class InsightBenchmark implements Callable<Integer> {

  private static final long MEMORY = 3_000_000_000L;
  private static final Duration QUIET = Duration.ofMinutes(3);

  /** An insight asked in one way. */
  private record Asked(Insight insight, String how, Map<String, String> params) {}

  /**
   * What was seen of it.
   *
   * @param times in milliseconds, ascending
   * @param read by one run, on average
   */
  private record Seen(Asked asked, List<Double> times, Read read) {

    /** Nearest rank: of fewer than a hundred times the 99th percentile is the longest. */
    double quantile(double share) {
      return times.get((int) Math.ceil(share * times.size()) - 1);
    }
  }

  /** What the server has read, and the microseconds of CPU that its queries took. */
  private record Read(long rows, long bytes, long cpuMicros) {

    static Read until(Client client) {
      var row =
          client
              .queryAll(
                  "SELECT sumIf(value, event = 'SelectedRows') AS r, sumIf(value, event = 'SelectedBytes') AS b,"
                      + " sumIf(value, event = 'OSCPUVirtualTimeMicroseconds') AS c FROM system.events")
              .get(0);
      return new Read(row.getLong("r"), row.getLong("b"), row.getLong("c"));
    }

    Read since(Read before, int runs) {
      return new Read(
          (rows - before.rows) / runs,
          (bytes - before.bytes) / runs,
          (cpuMicros - before.cpuMicros) / runs);
    }
  }

  @Option(
      names = "--answers",
      defaultValue = "10000000",
      description = "Default: ${DEFAULT-VALUE}. 100000000 is the long profile.")
  private long answers;

  @Option(
      names = "--repeats",
      defaultValue = "9",
      description = "Runs of each question after one that warms up. Default: ${DEFAULT-VALUE}")
  private int repeats;

  @Option(names = "--seed", defaultValue = "214", description = "Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--threads", defaultValue = "2", description = "Of each query. Default: 2")
  private int threads;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "INSIGHT",
      description = "Insights to ask; all by default.")
  private List<String> only = List.of();

  @Option(
      names = "--budget",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = "A question is asked no more once it took so long in all. Default: 20")
  private int budget;

  @Option(names = "--json", description = "Prints JSON instead of a table.")
  private boolean json;

  @Option(
      names = "--keep",
      paramLabel = "DIRECTORY",
      description =
          "Keeps the data there, and asks what is there already if it is as many answers:"
              + " for one statement after another. A temporary directory by default.")
  private Path keep;

  @Option(
      names = "--database",
      hidden = true,
      paramLabel = "URL",
      description = "A database that has been filled already: http://host:port/database.")
  private URI filled;

  private boolean failed;

  /** Runs the benchmark. */
  public static void main(String... args) {
    System.exit(new CommandLine(new InsightBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (filled != null) {
      measure(
          new ClickHouseConfig(filled.resolve("/"), "default", "", filled.getPath().substring(1)));
      return 0;
    }
    var spec = keep == null ? StackSpec.temporary() : StackSpec.keeping(keep);
    try (var stack = Stacks.start(spec)) {
      var config =
          new ClickHouseConfig(
              URI.create(stack.clickHouseUrl()),
              stack.clickHouseUser(),
              stack.clickHousePassword(),
              "insights_bench");
      if (!isFilled(config)) {
        fill(config, new MadeAnswers(answers, seed));
      }
      settle(config);
      measure(config);
    }
    return failed ? 1 : 0;
  }

  /**
   * All but the answers of the last minutes: as many as come at most before the next settlement, if
   * it is in time.
   */
  private static void settle(ClickHouseConfig config) throws InterruptedException {
    try (var client = ClickHouse.openClient(config);
        var settlements = Settlements.open(config)) {
      if (number(client, "SELECT count() FROM settlements") > 0) {
        return;
      }
      var before = cpuMicros(client);
      var start = System.nanoTime();
      var until =
          "SELECT toInt64(toUnixTimestamp64Milli(max(inserted_at))) FROM answer_scores"
              + " WHERE submitted_at < '"
              + MadeAnswers.LAST_MINUTES
              + "'";
      settlements.settle(Instant.ofEpochMilli(number(client, until)));
      System.err.printf(
          Locale.ROOT,
          "settled in %.1f s, %.1f s of CPU; %,d rows came since%n",
          (System.nanoTime() - start) / 1e9,
          (cpuMicros(client) - before) / 1e6,
          number(
              client,
              "SELECT count() FROM answer_scores WHERE inserted_at > fromUnixTimestamp64Milli("
                  + "toInt64((SELECT generation FROM settled)), 'UTC')"));
      awaitMerges(client);
    }
  }

  private static long cpuMicros(Client client) {
    return Read.until(client).cpuMicros();
  }

  private boolean isFilled(ClickHouseConfig config) {
    new Migrator(config).migrate();
    try (var client = ClickHouse.openClient(config)) {
      return number(client, "SELECT count() FROM answer_scores WHERE scorer_version = '3'")
          == answers;
    }
  }

  /** Migrates a database, fills it and waits until ClickHouse has merged what it would in a day. */
  static void fill(ClickHouseConfig config, MadeAnswers made) throws InterruptedException {
    new Migrator(config).migrate();
    try (var client = ClickHouse.openClient(config, Duration.ofMinutes(10))) {
      var start = System.nanoTime();
      made.insert(
          client,
          count -> {
            if (count % 1_000_000 == 0 || count == made.answers()) {
              System.err.printf(
                  Locale.ROOT,
                  "%,d answers after %.0f s%n",
                  count,
                  (System.nanoTime() - start) / 1e9);
            }
          });
      awaitMerges(client);
      mergeMonths(client);
      for (var row :
          client.queryAll(
              "SELECT table, sum(rows) AS r, sum(bytes_on_disk) AS b, count() AS p FROM system.parts"
                  + " WHERE active AND database = currentDatabase() AND rows > 1000"
                  + " GROUP BY table ORDER BY b DESC")) {
        System.err.printf(
            Locale.ROOT,
            "%-16s %,12d rows %,8.1f MB %4d parts%n",
            row.getString("table"),
            row.getLong("r"),
            row.getLong("b") / 1e6,
            row.getLong("p"));
      }
    }
  }

  private static void awaitMerges(Client client) throws InterruptedException {
    var end = System.nanoTime() + QUIET.toNanos();
    while (number(client, "SELECT count() FROM system.merges") > 0 && System.nanoTime() < end) {
      Thread.sleep(500);
    }
  }

  /**
   * What the server does by itself with a month to which nothing has come for a day: a year that
   * was inserted within minutes has none. The newest month is as inserts leave it.
   */
  private static void mergeMonths(Client client) {
    for (var old :
        client.queryAll(
            "SELECT p.table AS table, p.partition_id AS id FROM system.parts AS p"
                + " WHERE p.active AND p.database = currentDatabase() AND p.table IN"
                + " (SELECT name FROM system.tables WHERE database = currentDatabase()"
                + " AND create_table_query LIKE '%min_age_to_force_merge_seconds%')"
                + " GROUP BY table, id HAVING count() > 1"
                + " AND id < (SELECT max(partition_id) FROM system.parts"
                + " WHERE active AND database = currentDatabase() AND table = 'answer_scores')")) {
      // The response is read and closed by then.
      var unused =
          client
              .execute(
                  "OPTIMIZE TABLE "
                      + old.getString("table")
                      + " PARTITION ID '"
                      + old.getString("id")
                      + "' FINAL")
              .join();
    }
  }

  private void measure(ClickHouseConfig config) throws Exception {
    try (var client = ClickHouse.openClient(config)) {
      var all = new ArrayList<Seen>();
      if (!json) {
        System.out.printf(
            "%-20s %-14s %8s %9s %8s %8s %13s %9s%n",
            "insight", "asked", "min ms", "median ms", "p99 ms", "CPU ms", "rows read", "MB read");
      }
      for (var asked : asked(client)) {
        Seen seen;
        try {
          seen = ask(client, asked);
        } catch (ServerException e) {
          // Such as the limit of memory: one of the answers to how fast it is.
          failed = true;
          System.err.printf(
              "%-20s %-14s FAILED: %s%n", asked.insight().name(), asked.how(), shortened(e));
          continue;
        }
        all.add(seen);
        if (!json) {
          System.out.printf(
              Locale.ROOT,
              "%-20s %-14s %8.0f %9.0f %8.0f %8.0f %,13d %,9.1f%n",
              asked.insight().name(),
              asked.how(),
              seen.times().get(0),
              seen.quantile(0.5),
              seen.quantile(0.99),
              seen.read().cpuMicros() / 1e3,
              seen.read().rows(),
              seen.read().bytes() / 1e6);
        }
      }
      if (json) {
        System.out.println(json(all));
      }
    }
  }

  private static String shortened(ServerException e) {
    var message = String.valueOf(e.getMessage());
    return message.substring(0, Math.min(200, message.length()));
  }

  /** Each insight in every way that its parameters allow. */
  private List<Asked> asked(Client client) {
    var catalogue = InsightCatalogue.load();
    var insights =
        only.isEmpty() ? catalogue.all() : only.stream().map(catalogue::insight).toList();
    var answer =
        client
            .queryAll(
                "SELECT toString(answer_id) AS id, company FROM answer_scores WHERE tenant_id = '"
                    + MadeAnswers.LARGE_TENANT
                    + "' AND company != '' AND scorer_version = '3' ORDER BY cityHash64(answer_id) LIMIT 1")
            .get(0);
    var company =
        client
            .queryAll(
                "SELECT toString(company) AS company FROM answers_daily WHERE company != '' GROUP BY company"
                    + " ORDER BY sum(answers) DESC LIMIT 1")
            .get(0)
            .getString("company");
    var cohort =
        client
            .queryAll(
                "SELECT toString(cohort) AS cohort FROM answer_scores WHERE cohort != '' GROUP BY cohort"
                    + " ORDER BY count() DESC, cohort LIMIT 1")
            .get(0)
            .getString("cohort");
    var ways = new LinkedHashMap<String, Map<String, String>>();
    ways.put("no filter", Map.of());
    ways.put("company, level", Map.of("company", company, "level", "mid"));
    ways.put(
        "28 days",
        Map.of(
            "from", MadeAnswers.LAST_DAY.minusDays(27).toString(),
            "to", MadeAnswers.LAST_DAY.toString()));
    ways.put("all attempts", Map.of("first_attempts_only", "0"));
    ways.put("cohort", Map.of("cohort", cohort));
    var asked = new ArrayList<Asked>();
    for (var insight : insights) {
      for (var way : ways.entrySet()) {
        var params = new LinkedHashMap<>(way.getValue());
        params.keySet().removeIf(name -> insight.param(name).isEmpty());
        if (!way.getValue().isEmpty() && params.isEmpty()) {
          continue;
        }
        if (insight.param("answer_id").isPresent()) {
          params.put("answer_id", answer.getString("id"));
        }
        asked.add(new Asked(insight, way.getKey(), params));
      }
    }
    return asked;
  }

  @SuppressWarnings("try") // close() of the client's answer may be interrupted; passed on
  private Seen ask(Client client, Asked asked) throws Exception {
    var times = new ArrayList<Double>();
    var before = Read.until(client);
    var end = System.nanoTime() + Duration.ofSeconds(budget).toNanos();
    for (int run = 0; run <= repeats && (run < 2 || System.nanoTime() < end); run++) {
      var bound = new LinkedHashMap<String, Object>();
      bound.put("tenant", MadeAnswers.LARGE_TENANT);
      var values = Insights.values(asked.insight(), asked.params());
      values.forEach((name, value) -> bound.put(name, Insights.escaped(value)));
      var settings =
          Insights.settings()
              .serverSetting("max_threads", Integer.toString(threads))
              .serverSetting("max_memory_usage", Long.toString(MEMORY));
      var start = System.nanoTime();
      try (var response = client.query(asked.insight().sql(values), bound, settings).join()) {
        readToEnd(response.getInputStream());
        var took = (System.nanoTime() - start) / 1e6;
        if (run > 0) {
          times.add(took);
        }
      }
      if (run == 0) {
        before = Read.until(client);
      }
    }
    var read = Read.until(client).since(before, times.size());
    return new Seen(asked, times.stream().sorted().toList(), read);
  }

  private static void readToEnd(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  private String json(List<Seen> all) throws IOException {
    var mapper = JsonMapper.builder().build();
    var root = mapper.createObjectNode();
    root.put("answers", answers).put("seed", seed).put("threads", threads);
    root.put("read_from", "system.events");
    var array = root.putArray("insights");
    for (var seen : all) {
      var node = array.addObject();
      node.put("insight", seen.asked().insight().name()).put("asked", seen.asked().how());
      var params = node.putObject("params");
      seen.asked().params().forEach(params::put);
      node.put("runs", seen.times().size())
          .put("min_ms", seen.times().get(0))
          .put("median_ms", seen.quantile(0.5))
          .put("p99_ms", seen.quantile(0.99))
          .put("cpu_ms", seen.read().cpuMicros() / 1e3)
          .put("rows_read", seen.read().rows())
          .put("bytes_read", seen.read().bytes());
      var times = node.putArray("times_ms");
      seen.times().forEach(times::add);
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static long number(Client client, String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }
}
