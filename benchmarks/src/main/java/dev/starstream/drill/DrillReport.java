package dev.starstream.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a drill.
 *
 * @param answers distinct answers that were sent, good or bad
 * @param records all records that were sent, with repeats and conflicts
 * @param faults by kind, those that happened
 * @param missed by kind, those that waited for a moment which did not come
 * @param notPossible kinds that this machine cannot do
 * @param retries outages that stages waited out, by stage
 * @param recoveries seconds from {@code kill -9} until answers flowed again, by process
 */
public record DrillReport(
    long seed,
    Optional<Breakage> breakage,
    int answers,
    long records,
    int repeats,
    int rejects,
    Map<String, Integer> faults,
    Map<String, Integer> missed,
    List<String> notPossible,
    Map<String, Long> retries,
    Map<String, List<Double>> recoveries,
    double seconds,
    List<Check> checks) {

  /**
   * One promise.
   *
   * @param detail what was counted
   */
  public record Check(String name, boolean passed, String detail) {}

  /** What is promised: answers flow again so soon after any one process was killed. */
  public static final double RECOVERY_SECONDS = 15;

  /** Whether every promise was kept. */
  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  /** The names of the checks that failed. */
  public List<String> failed() {
    return checks.stream().filter(check -> !check.passed()).map(Check::name).toList();
  }

  /** For people. */
  public String text() {
    var text = new StringBuilder();
    line(text, "drill: %s, seed %d", passed() ? "PASSED" : "FAILED", seed);
    breakage.ifPresent(broken -> line(text, "the sink was broken on purpose: %s", broken.id()));
    line(
        text,
        "%,d answers in %,d records (%,d repeats, %,d rejects expected) in %.0f s",
        answers,
        records,
        repeats,
        rejects,
        seconds);
    line(text, "%d faults: %s", sum(faults), faults);
    if (!missed.isEmpty()) {
      line(text, "their moment did not come: %s", missed);
    }
    if (!notPossible.isEmpty()) {
      line(text, "not possible on this machine: %s", notPossible);
    }
    line(text, "outages waited out: %s", retries);
    recoveries.forEach(
        (process, times) ->
            line(
                text,
                "recovery after kill -9 of %-10s max %5.1f s of %d",
                process,
                max(times),
                times.size()));
    for (var check : checks) {
      line(text, "%-4s %-45s %s", check.passed() ? "ok" : "FAIL", check.name(), check.detail());
    }
    return text.toString();
  }

  /** For programs: the same. */
  public String json() {
    var mapper = JsonMapper.builder().build();
    ObjectNode json =
        mapper
            .createObjectNode()
            .put("passed", passed())
            .put("seed", seed)
            .put("answers", answers)
            .put("records", records)
            .put("repeats", repeats)
            .put("rejects", rejects)
            .put("seconds", seconds);
    breakage.ifPresent(broken -> json.put("broken", broken.id()));
    json.set("faults", mapper.valueToTree(faults));
    json.set("missed", mapper.valueToTree(missed));
    json.set("notPossible", mapper.valueToTree(notPossible));
    json.set("retries", mapper.valueToTree(retries));
    json.set("recoverySeconds", mapper.valueToTree(recoveries));
    var all = json.putArray("checks");
    for (var check : checks) {
      all.addObject()
          .put("name", check.name())
          .put("passed", check.passed())
          .put("detail", check.detail());
    }
    return json.toPrettyString();
  }

  static double max(List<Double> times) {
    return times.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
