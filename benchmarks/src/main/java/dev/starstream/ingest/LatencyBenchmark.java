package dev.starstream.ingest;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * How long after it was to be sent an answer's critique is there: {@code POST /v1/answers} with
 * {@code Prefer: wait}, one answer a request, at a fixed rate whatever the replies take (open loop:
 * a request that starts late is late). Everything runs on this machine.
 *
 * <p>Arguments: answers a second, seconds, seconds of warm-up at that rate; by default 200 30 60.
 * It begins with rising rates for 30 s: cold, it would begin with a backlog of some thousand
 * requests and connections. Each phase is told, so the first lines are those of a process that has
 * just begun, with the compiler beside it, and the last is that of one which has run for some
 * minutes.
 */
public final class LatencyBenchmark {

  private static final int WAIT_SECONDS = 30;
  private static final int MAX_OPEN = 20_000;
  private static final int RISING_SECONDS = 10;
  private static final int CLIENT_THREADS = 2;

  private final RunningSystem system;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(
              Executors.newFixedThreadPool(
                  CLIENT_THREADS, task -> new Thread(task, RunningSystem.CLIENT + "-receives")))
          .build();

  private LatencyBenchmark(RunningSystem system) {
    this.system = system;
  }

  /** Prints a few lines a phase. */
  public static void main(String... args) throws Exception {
    var rate = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    var seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    var warmUpSeconds = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    Thread.currentThread().setName(RunningSystem.CLIENT + "-sends");
    try (var system = RunningSystem.start()) {
      var benchmark = new LatencyBenchmark(system);
      for (var divisor : new int[] {8, 4, 2}) {
        benchmark.run("rising-" + divisor, Math.max(1, rate / divisor), RISING_SECONDS);
      }
      if (warmUpSeconds > 0) {
        benchmark.run("warm-up", rate, warmUpSeconds);
      }
      benchmark.run("measured", rate, seconds);
    }
    // The client's threads would live on for a minute.
    System.exit(0);
  }

  private void run(String name, int rate, int seconds) throws InterruptedException {
    var latencies = new ConcurrentHistogram(Duration.ofMinutes(2).toNanos() / 1000, 3);
    var others = new AtomicInteger();
    var open = new Semaphore(MAX_OPEN);
    var count = rate * seconds;
    var cpu = system.cpu();
    var start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      var due = start + (long) (i * 1e9 / rate);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      open.acquire();
      var unused =
          http.sendAsync(request(name + "-" + i, i), HttpResponse.BodyHandlers.ofString())
              .whenComplete(
                  (reply, failure) -> {
                    if (failure == null && reply.statusCode() == 200) {
                      latencies.recordValue((System.nanoTime() - due) / 1000);
                    } else {
                      others.incrementAndGet();
                    }
                    open.release();
                  });
    }
    open.acquire(MAX_OPEN);
    var used = system.cpu().since(cpu, (System.nanoTime() - start) / 1e9, count);
    System.out.printf(
        Locale.ROOT,
        "%-11s %,d answers/s for %d s: p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, max %.0f ms;"
            + " %,d critiques, %d other replies%n%s",
        name,
        rate,
        seconds,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(90) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getMaxValue() / 1e3,
        latencies.getTotalCount(),
        others.get(),
        used);
  }

  private HttpRequest request(String id, int number) {
    return HttpRequest.newBuilder(system.uri("/v1/answers"))
        .header("Content-Type", "application/json")
        .header("Prefer", "wait=" + WAIT_SECONDS)
        .POST(HttpRequest.BodyPublishers.ofString(system.answer(id, number)))
        .build();
  }
}
