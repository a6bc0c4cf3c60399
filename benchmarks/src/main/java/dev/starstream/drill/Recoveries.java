package dev.starstream.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long after a kill answers flowed again. Thread-safe. */
final class Recoveries {

  /** No wait for a recovery is longer; it then counts as this long. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long LOOK_MILLIS = 150;

  private final Tables tables;
  private final Map<String, List<Double>> seconds = new TreeMap<>();

  Recoveries(Tables tables) {
    this.tables = tables;
  }

  /**
   * Waits until an answer can be queried that was scored after a moment, which asks for every part
   * of the pipeline, and notes how long that took.
   *
   * @param process what was killed at that moment
   */
  void await(String process, long killedAtMillis) throws InterruptedException {
    awaitQuietly(killedAtMillis);
    var took = (System.currentTimeMillis() - killedAtMillis) / 1000.0;
    synchronized (this) {
      seconds.computeIfAbsent(process, name -> new ArrayList<>()).add(took);
    }
  }

  /** The same without a note. */
  void awaitQuietly(long sinceMillis) throws InterruptedException {
    while (System.currentTimeMillis() - sinceMillis < LIMIT.toMillis()
        && !flowsSince(sinceMillis)) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean flowsSince(long millis) {
    try {
      return tables.number("scored_since.sql", Map.of("since", Long.toString(millis))) > 0;
    } catch (RuntimeException e) {
      // ClickHouse is not back yet.
      return false;
    }
  }

  /** Seconds by killed process, in order. */
  synchronized Map<String, List<Double>> seconds() {
    var copy = new TreeMap<String, List<Double>>();
    seconds.forEach((process, times) -> copy.put(process, List.copyOf(times)));
    return copy;
  }
}
