package dev.starstream.aggregates;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What a sink has done since it started; written by its threads, read by anybody. */
final class SinkCounters {

  private final Map<String, LongAdder> rows = new ConcurrentHashMap<>();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final AtomicLong doubtfulInserts = new AtomicLong();
  private final AtomicReference<String> trouble = new AtomicReference<>();

  void addRows(String table, long count) {
    rows.computeIfAbsent(table, name -> new LongAdder()).add(count);
  }

  Map<String, Long> rows() {
    var counts = new TreeMap<String, Long>();
    rows.forEach((table, count) -> counts.put(table, count.sum()));
    return counts;
  }

  void addRejected(long count) {
    rejected.add(count);
  }

  long rejected() {
    return rejected.sum();
  }

  void retry(String what) {
    retries.increment();
    trouble.set(what);
  }

  long retries() {
    return retries.sum();
  }

  void recovered() {
    trouble.set(null);
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble.get());
  }

  void addDoubtfulInsert() {
    doubtfulInserts.incrementAndGet();
  }

  long doubtfulInserts() {
    return doubtfulInserts.get();
  }
}
