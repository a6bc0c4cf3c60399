package dev.starstream.drill;

import dev.starstream.drill.DrillReport.Check;
import dev.starstream.schemas.Topics;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Streams answers through the pipeline while faults happen, and counts afterwards. */
final class Drill {

  /**
   * What to do.
   *
   * @param kinds faults to choose from; empty for all that this machine can do
   * @param breakage how the sink is broken; the faults are then those that reveal it
   */
  record Spec(
      int answers, int faults, long seed, Set<FaultKind> kinds, Optional<Breakage> breakage) {
    Spec {
      if (answers < 100 || answers > 100_000_000) {
        throw new IllegalArgumentException("answers: " + answers + " (expected: 100 to 100000000)");
      }
      if (faults < 0) {
        throw new IllegalArgumentException("faults: " + faults + " (expected: 0 or more)");
      }
      kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(kinds);
    }
  }

  /** No row has come for so long: what is missing now stays away. */
  private static final Duration STILL = Duration.ofSeconds(5);

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
  private static final long BYTES_PER_ANSWER = 8000;
  private static final long LEAST_DISK_BYTES = 600L << 20;

  private final Spec spec;
  private final Consumer<String> progress;
  private final AtomicInteger faultsDone = new AtomicInteger();
  private final AtomicBoolean flowing = new AtomicBoolean();

  Drill(Spec spec, Consumer<String> progress) {
    this.spec = spec;
    this.progress = progress;
  }

  DrillReport run() throws Exception {
    var start = System.nanoTime();
    var disk = Math.max(LEAST_DISK_BYTES, spec.answers() * BYTES_PER_ANSWER);
    try (var rig = Rig.start(disk, progress);
        var traffic =
            new Traffic(
                new Answers(spec.seed(), Instant.now()),
                spec.answers(),
                spec.faults() == 0 ? Traffic.SURELY_ALONE : Traffic.ALONE,
                spec.seed(),
                rig.stack().kafkaBootstrap(),
                rig.stack().registryUrl(),
                this::budget)) {
      var tables = rig.tables();
      var recoveries = new Recoveries(tables);
      var sink = startSink(rig, tables);
      var scoring = rig.scoring("scoring");
      scoring.start();
      var faults = new Faults(rig, sink, scoring, rig.sink("sink-2"), recoveries);
      var begun = System.currentTimeMillis();
      traffic.start();
      recoveries.awaitQuietly(begun);
      flowing.set(true);
      for (var fault : schedule(rig)) {
        progress.accept(
            "%5.1f s  fault %d: %s"
                .formatted(
                    (System.nanoTime() - start) / 1e9, faultsDone.get() + 1, fault.kind().id()));
        faults.perform(fault);
        faultsDone.incrementAndGet();
      }
      faultsDone.set(Integer.MAX_VALUE);
      var expected = traffic.await();
      progress.accept("%5.1f s  all sent".formatted((System.nanoTime() - start) / 1e9));
      var arrived = awaitArrival(rig, tables);
      var checks = new ArrayList<>(new Checks(rig.settings().sink(), tables, expected).all());
      checks.add(arrived);
      checks.add(stagesKept(rig));
      checks.add(recovered(recoveries.seconds()));
      var report =
          new DrillReport(
              spec.seed(),
              spec.breakage(),
              spec.answers(),
              expected.records(),
              expected.repeats(),
              expected.rejectCount(),
              faults.done(),
              faults.missed(),
              notPossible(rig),
              retries(rig),
              recoveries.seconds(),
              (System.nanoTime() - start) / 1e9,
              checks);
      if (!report.passed()) {
        var logs = rig.keepLogs(Path.of("target", "drill-" + spec.seed()));
        progress.accept("the logs of this drill are in " + logs);
      }
      return report;
    }
  }

  private Stage startSink(Rig rig, Tables tables) {
    var sink =
        spec.breakage()
            .map(breakage -> rig.brokenSink("sink", breakage))
            .orElseGet(() -> rig.sink("sink"));
    if (spec.breakage().equals(Optional.of(Breakage.NO_VIEW_WINDOW))) {
      for (var rollup : Checks.ROLLUPS) {
        tables.execute(Statements.read("forget_window.sql"), Map.of("table", rollup));
      }
    }
    sink.start();
    return sink;
  }

  /** Each fault finds its share of the answers on the way. */
  private int budget() {
    if (!flowing.get()) {
      return Traffic.FIRST;
    }
    var done = faultsDone.get();
    return done >= spec.faults()
        ? spec.answers()
        : (int) ((long) spec.answers() * (done + 1) / (spec.faults() + 1));
  }

  private List<FaultSchedule.Fault> schedule(Rig rig) {
    return FaultSchedule.draw(spec.seed(), spec.faults(), kinds(rig));
  }

  private Set<FaultKind> kinds(Rig rig) {
    var kinds = EnumSet.copyOf(Faults.possible(rig));
    if (spec.breakage().isPresent()) {
      kinds.retainAll(spec.breakage().get().revealedBy());
    } else if (!spec.kinds().isEmpty()) {
      kinds.retainAll(spec.kinds());
    }
    return kinds;
  }

  private static List<String> notPossible(Rig rig) {
    return EnumSet.complementOf(EnumSet.copyOf(Faults.possible(rig))).stream()
        .map(FaultKind::id)
        .toList();
  }

  /** Waits until nothing is on its way and no row comes any more. */
  static Check awaitArrival(Rig rig, Tables tables) throws InterruptedException {
    var counts = List.<Long>of();
    var since = System.nanoTime();
    while (true) {
      var now = rowCounts(tables);
      if (now.isEmpty() || !now.equals(counts)) {
        counts = now;
        since = System.nanoTime();
      }
      var still = Duration.ofNanos(System.nanoTime() - since);
      if (still.compareTo(STILL) > 0 && isDrained(rig)) {
        return new Check("nothing is on its way", true, "no lag");
      }
      if (still.compareTo(LONGEST_SILENCE) > 0) {
        return new Check(
            "nothing is on its way",
            false,
            "no row came for %s: %s".formatted(LONGEST_SILENCE, String.join("; ", lag(rig))));
      }
      Thread.sleep(250);
    }
  }

  /** Empty while ClickHouse comes back from the last fault. */
  private static List<Long> rowCounts(Tables tables) {
    try {
      return tables.numbers("row_counts.sql", Map.of());
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }

  private static boolean isDrained(Rig rig) {
    return rig.submitted().isEmpty(Topics.ANSWERS_SUBMITTED.name())
        && rig.scored().isEmpty(Topics.ANSWERS_SCORED.name(), Topics.ANSWERS_REJECTED.name());
  }

  private static List<String> lag(Rig rig) {
    var lag = new ArrayList<>(rig.submitted().describe(Topics.ANSWERS_SUBMITTED.name()));
    lag.addAll(rig.scored().describe(Topics.ANSWERS_SCORED.name(), Topics.ANSWERS_REJECTED.name()));
    return lag;
  }

  /** An outage is waited out; who stops of himself has met what he took for a fault of ours. */
  private static Check stagesKept(Rig rig) {
    var troubles = new ArrayList<String>();
    for (var stage : rig.stages()) {
      if (stage.ownEnds() > 0) {
        troubles.add(stage.name() + " ended " + stage.ownEnds() + " times by itself");
      }
      stage.logLines(" ERROR ").stream()
          .filter(line -> line.contains("dev.starstream") || line.contains("d.s."))
          .limit(3)
          .forEach(line -> troubles.add(stage.name() + ": " + line));
    }
    for (var server : rig.servers()) {
      if (server.ownEnds() > 0) {
        troubles.add(server.name() + " ended " + server.ownEnds() + " times by itself");
      }
    }
    return new Check(
        "nobody stopped by itself",
        troubles.isEmpty(),
        troubles.isEmpty() ? "" : String.join("; ", troubles));
  }

  private static Check recovered(Map<String, List<Double>> seconds) {
    var longest = seconds.values().stream().mapToDouble(DrillReport::max).max().orElse(0);
    return new Check(
        "answers flow again within %.0f s".formatted(DrillReport.RECOVERY_SECONDS),
        longest < DrillReport.RECOVERY_SECONDS,
        "longest %.1f s".formatted(longest));
  }

  private static Map<String, Long> retries(Rig rig) {
    var retries = new TreeMap<String, Long>();
    for (var stage : rig.stages()) {
      var count =
          stage.logLines("Outage, trying again").size()
              + stage.logLines("scoring waits for an outage").size();
      if (count > 0) {
        retries.put(stage.name(), (long) count);
      }
    }
    return retries;
  }
}
