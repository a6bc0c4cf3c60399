package dev.starstream.ingest;

import dev.starstream.devstack.Component;
import dev.starstream.devstack.Stack;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The CPU time that everything on this machine has used so far: this process's threads by what they
 * do, and the servers. On a busy machine it says more than any clock.
 *
 * @param nanos by who used it
 */
record CpuUse(Map<String, Long> nanos) {

  private static final String JVM = "compiler, GC and other threads of the JVM";

  /** Groups of threads by the beginning of their names; the first that fits counts. */
  private static final Map<String, String> GROUPS = groups();

  CpuUse {
    nanos = Map.copyOf(nanos);
  }

  private static Map<String, String> groups() {
    var groups = new LinkedHashMap<String, String>();
    groups.put(RunningSystem.CLIENT, "client");
    groups.put("HttpClient", "client");
    groups.put("Jetty", "HTTP");
    groups.put("qtp", "HTTP");
    groups.put("critique-", "critiques");
    groups.put("kafka-producer-network-thread | starstream-ingest", "door's producer");
    groups.put("starstream-scoring", "scoring");
    groups.put("kafka-producer-network-thread | starstream-scoring", "scoring");
    groups.put("kafka-coordinator-heartbeat-thread | starstream-scoring", "scoring");
    groups.put("starstream-sink", "sink");
    groups.put("kafka-coordinator-heartbeat-thread | starstream-sink", "sink");
    return groups;
  }

  static CpuUse now(Stack stack) {
    var nanos = new HashMap<String, Long>();
    var threads = ManagementFactory.getThreadMXBean();
    var ofJava = 0L;
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      var used = info == null ? -1 : threads.getThreadCpuTime(info.getThreadId());
      if (used > 0) {
        nanos.merge(group(info.getThreadName()), used, Long::sum);
        ofJava += used;
      }
    }
    nanos.put(JVM, own() - ofJava);
    for (var component : stack.components()) {
      ofServer(component).ifPresent(used -> nanos.put(component.role().label(), used.toNanos()));
    }
    return new CpuUse(nanos);
  }

  private static String group(String thread) {
    return GROUPS.entrySet().stream()
        .filter(group -> thread.startsWith(group.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("others");
  }

  private static long own() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }

  private static Optional<Duration> ofServer(Component server) {
    return server.pid().isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(server.pid().getAsLong())
            .flatMap(process -> process.info().totalCpuDuration());
  }

  /** What was used since, by who used most, as microseconds an answer and as part of one core. */
  String since(CpuUse earlier, double seconds, long answers) {
    var used = new HashMap<String, Long>();
    nanos.forEach(
        (who, now) -> used.put(who, Math.max(0, now - earlier.nanos().getOrDefault(who, 0L))));
    var all = used.values().stream().mapToLong(Long::longValue).sum();
    return line("all", all, seconds, answers)
        + used.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(one -> line(one.getKey(), one.getValue(), seconds, answers))
            .collect(Collectors.joining());
  }

  private static String line(String who, long nanos, double seconds, long answers) {
    return String.format(
        Locale.ROOT,
        "  %5.1f %% of a core, %6.0f us an answer: %s%n",
        nanos / seconds / 1e7,
        nanos / 1e3 / Math.max(1, answers),
        who);
  }
}
