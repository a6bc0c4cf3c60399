package dev.starstream.ingest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many answers a second one client gets acknowledged over HTTP, in batches as large as a
 * request may be (500 answers, 1 MiB), while everything else runs: scoring, sink and all servers
 * work on what was acknowledged before. The client sends its next batch when the last is
 * acknowledged, on as many kept connections as asked for.
 *
 * <p>Arguments: seconds a round, rounds, connections; by default 10 3 1.
 */
public final class IngestBenchmark {

  private static final int BATCH = 500;
  private static final int MAX_BYTES = 1_000_000;
  private static final int BODIES = 40;

  private final RunningSystem system;
  private final AtomicInteger batches = new AtomicInteger();

  private IngestBenchmark(RunningSystem system) {
    this.system = system;
  }

  /** Prints one line a round. */
  public static void main(String... args) throws Exception {
    var seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    var rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    var connections = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    try (var system = RunningSystem.start()) {
      var benchmark = new IngestBenchmark(system);
      benchmark.run("warm-up", seconds, connections);
      for (int round = 1; round <= rounds; round++) {
        benchmark.run("round " + round, seconds, connections);
      }
    }
    System.exit(0);
  }

  private void run(String name, int seconds, int connections) throws InterruptedException {
    var acknowledged = new AtomicInteger();
    var bytes = new AtomicInteger();
    // Made beforehand: the client is not what is measured.
    var bodies = new ArrayList<Body>();
    for (int i = 0; i < BODIES * connections; i++) {
      bodies.add(body(batches.incrementAndGet()));
    }
    var cpu = cpu();
    var start = System.nanoTime();
    var until = start + seconds * 1_000_000_000L;
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < connections; i++) {
      var own = bodies.subList(i * BODIES, (i + 1) * BODIES);
      var thread = new Thread(() -> send(own, until, acknowledged, bytes));
      thread.start();
      threads.add(thread);
    }
    for (var thread : threads) {
      thread.join();
    }
    var took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %,.0f answers/s acknowledged, %,d bytes of JSON each, %.0f us of CPU an answer here"
            + " (client and all stages)%n",
        name,
        acknowledged.get() / took,
        1024L * bytes.get() / Math.max(1, acknowledged.get()),
        (cpu() - cpu) / 1e3 / Math.max(1, acknowledged.get()));
  }

  private record Body(String json, int answers) {}

  /** With ids of its own, which the edge does not know yet. */
  private Body body(int batch) {
    var answers = new ArrayList<String>();
    var length = 2;
    for (int i = 0; i < BATCH; i++) {
      var answer = system.answer("ingest-" + batch + "-" + i, batch * BATCH + i);
      length += answer.length() + 2;
      if (length > MAX_BYTES) {
        break;
      }
      answers.add(answer);
    }
    return new Body(answers.toString(), answers.size());
  }

  private void send(
      java.util.List<Body> bodies,
      long until,
      AtomicInteger acknowledged,
      AtomicInteger kibibytes) {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var round = 0;
    try {
      while (System.nanoTime() < until) {
        for (var body : bodies) {
          if (System.nanoTime() >= until) {
            return;
          }
          // Another round of the same texts is of other answers.
          var json =
              round == 0 ? body.json() : body.json().replace("ingest-", "ingest-" + round + "-");
          var reply =
              http.send(
                  HttpRequest.newBuilder(system.uri("/v1/answers"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(json))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          if (reply.statusCode() != 202) {
            throw new IllegalStateException("HTTP " + reply.statusCode());
          }
          acknowledged.addAndGet(body.answers());
          kibibytes.addAndGet(json.length() >> 10);
        }
        round++;
      }
    } catch (IOException e) {
      throw new IllegalStateException("a batch was not sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long cpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
