package dev.starstream.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which faults come in which order, all of it from a seed. */
final class FaultSchedule {

  /**
   * One fault.
   *
   * @param chance decides what the fault leaves open, such as how long it lasts
   * @param gap from its end to the next one
   * @param awaitsRecovery the next one comes only when answers flow again; otherwise it may meet a
   *     pipeline that still recovers
   */
  record Fault(FaultKind kind, long chance, Duration gap, boolean awaitsRecovery) {}

  /**
   * Draws faults.
   *
   * @param kinds what is possible on this machine: every one comes once before any comes twice
   */
  static List<Fault> draw(long seed, int faults, Set<FaultKind> kinds) {
    if (faults > 0 && kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "kinds: none of them is possible (expected: at least one)");
    }
    var random = new Random(seed);
    var schedule = new ArrayList<Fault>();
    while (schedule.size() < faults) {
      // Shuffled with those that are not possible: what a machine lacks does not change the rest.
      var round = Arrays.asList(FaultKind.values());
      Collections.shuffle(round, random);
      for (var kind : round) {
        var fault =
            new Fault(
                kind,
                random.nextLong(),
                Duration.ofMillis(200 + random.nextInt(1800)),
                random.nextInt(3) > 0);
        if (kinds.contains(kind) && schedule.size() < faults) {
          schedule.add(fault);
        }
      }
    }
    return List.copyOf(schedule);
  }

  private FaultSchedule() {}
}
