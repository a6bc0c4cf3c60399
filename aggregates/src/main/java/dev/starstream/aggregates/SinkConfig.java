package dev.starstream.aggregates;

import java.time.Duration;
import java.util.Map;

/**
 * What a sink needs to run.
 *
 * @param name consumer group and first part of every insert token: sinks with the same name share
 *     the partitions, and a new name starts over
 * @param generation part of every insert token; raised when the same offsets are to be inserted
 *     again, as after a table was emptied by hand: its old tokens are remembered. 1 to begin with
 * @param kafka at least {@code bootstrap.servers}, and what security asks for
 * @param registry {@code schema.registry.url} and credentials, under Confluent's names
 * @param clickHouse where the tables are
 * @param threads how many consumers run in this process; each holds up to twice {@code maxBytes}
 */
public record SinkConfig(
    String name,
    int generation,
    Map<String, String> kafka,
    Map<String, String> registry,
    ClickHouseConfig clickHouse,
    int threads,
    Batches batches,
    Patience patience) {

  /**
   * Kafka's max.poll.interval.ms for the sink's consumers. A rebalance waits that long for a member
   * that does not rejoin, so no longer than two requests to ClickHouse may take.
   */
  static final Duration POLL_INTERVAL = Duration.ofMinutes(2);

  /**
   * How much goes into one insert.
   *
   * @param maxRows the most rows of one topic partition, 1 to 50,000
   * @param maxBytes the most record bytes of one topic partition
   * @param flushEvery how long a record waits for others; up to five times as long while Kafka has
   *     more or inserts take long
   */
  public record Batches(int maxRows, long maxBytes, Duration flushEvery) {

    /** So many flush intervals a record waits at most. */
    private static final int LONGEST_WAIT = 5;

    /** So many times as long as the last inserts took the next may wait, within that limit. */
    private static final int REST = 3;

    public Batches {
      check(maxRows >= 1 && maxRows <= 50_000, "maxRows", maxRows, "1 to 50,000");
      check(maxBytes >= 1 << 16 && maxBytes <= 1 << 28, "maxBytes", maxBytes, "64 KiB to 256 MiB");
      check(positive(flushEvery), "flushEvery", flushEvery, "more than 0");
    }

    /**
     * How long a record waits for others: one to five flush intervals. The longer inserts take the
     * fewer they are, since others need the processors too.
     *
     * @param hasMore whether Kafka has more records of the partition: it is worth while to wait
     * @param lastInserts how long the inserts took that were due last
     */
    Duration patience(boolean hasMore, Duration lastInserts) {
      var longest = flushEvery.multipliedBy(LONGEST_WAIT);
      var rest = hasMore ? longest : lastInserts.multipliedBy(REST);
      if (rest.compareTo(flushEvery) < 0) {
        return flushEvery;
      }
      return rest.compareTo(longest) < 0 ? rest : longest;
    }
  }

  /**
   * How long it waits.
   *
   * @param insertTimeout how long one request to ClickHouse may take; far below Kafka's poll
   *     interval
   * @param minBackoff wait after a first failed try; doubles with each further one
   * @param maxBackoff the longest wait between tries; there is no limit on their number
   * @param closeTimeout how long {@link Sink#close} waits for an insert under way before it cuts it
   */
  public record Patience(
      Duration insertTimeout, Duration minBackoff, Duration maxBackoff, Duration closeTimeout) {
    public Patience {
      check(
          positive(insertTimeout) && insertTimeout.multipliedBy(2).compareTo(POLL_INTERVAL) <= 0,
          "insertTimeout",
          insertTimeout,
          "more than 0, at most half of " + POLL_INTERVAL);
      check(positive(minBackoff), "minBackoff", minBackoff, "more than 0");
      check(maxBackoff.compareTo(minBackoff) >= 0, "maxBackoff", maxBackoff, ">= minBackoff");
      check(positive(closeTimeout), "closeTimeout", closeTimeout, "more than 0");
    }
  }

  public SinkConfig {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    check(name.matches("[A-Za-z0-9._-]{1,64}"), "name", name, "1 to 64 letters, digits, . _ -");
    check(generation >= 1, "generation", generation, ">= 1");
    check(kafka.containsKey("bootstrap.servers"), "kafka", kafka.keySet(), "bootstrap.servers");
    check(
        registry.containsKey("schema.registry.url"),
        "registry",
        registry.keySet(),
        "schema.registry.url");
    check(threads >= 1 && threads <= 64, "threads", threads, "1 to 64");
  }

  /** The usual sink: one thread, inserts of at most a second, 50,000 rows or 64 MiB. */
  public static SinkConfig of(
      Map<String, String> kafka, Map<String, String> registry, ClickHouseConfig clickHouse) {
    return new SinkConfig(
        "starstream-sink",
        1,
        kafka,
        registry,
        clickHouse,
        1,
        new Batches(50_000, 64L << 20, Duration.ofSeconds(1)),
        new Patience(
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10)));
  }

  public SinkConfig withName(String name) {
    return new SinkConfig(
        name, generation, kafka, registry, clickHouse, threads, batches, patience);
  }

  public SinkConfig withGeneration(int generation) {
    return new SinkConfig(
        name, generation, kafka, registry, clickHouse, threads, batches, patience);
  }

  public SinkConfig withThreads(int threads) {
    return new SinkConfig(
        name, generation, kafka, registry, clickHouse, threads, batches, patience);
  }

  public SinkConfig withBatches(int maxRows, long maxBytes, Duration flushEvery) {
    var batches = new Batches(maxRows, maxBytes, flushEvery);
    return new SinkConfig(
        name, generation, kafka, registry, clickHouse, threads, batches, patience);
  }

  public SinkConfig withPatience(Patience patience) {
    return new SinkConfig(
        name, generation, kafka, registry, clickHouse, threads, batches, patience);
  }

  /** Without the values of Kafka's and the registry's settings, which may be secret. */
  @Override
  public String toString() {
    return "SinkConfig[name="
        + name
        + ", generation="
        + generation
        + ", bootstrap.servers="
        + kafka.get("bootstrap.servers")
        + ", clickHouse="
        + clickHouse
        + ", threads="
        + threads
        + "]";
  }

  private static boolean positive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }

  private static void check(boolean sound, String key, Object value, String expected) {
    if (!sound) {
      throw new IllegalArgumentException(
          "sink " + key + ": " + value + " (expected: " + expected + ")");
    }
  }
}
