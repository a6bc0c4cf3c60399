package dev.starstream.ingest;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many answers a second one client gets acknowledged over HTTP, in batches as large as a
 * request may be (500 answers, 1 MiB), while everything else runs: scoring, sink and all servers
 * work on what was acknowledged before. The client sends its next batch when the last is
 * acknowledged, on as many kept connections as asked for. At the end it waits until the last of
 * them is stored, and counts.
 *
 * <p>Arguments: seconds a round, rounds, connections; by default 10 6 4.
 */
public final class IngestBenchmark {

  private static final int BATCH = 500;
  private static final int MAX_BYTES = 1_000_000;

  /** Of each connection, sent in turn. */
  private static final int BODIES = 8;

  /** Of an id, as it stands in a body until the body is sent. */
  private static final String NUMBER = "0000000000";

  private final RunningSystem system;
  private final AtomicLong ids = new AtomicLong();

  private IngestBenchmark(RunningSystem system) {
    this.system = system;
  }

  /** Prints a few lines a round. */
  public static void main(String... args) throws Exception {
    var seconds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    var rounds = args.length > 1 ? Integer.parseInt(args[1]) : 6;
    var connections = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    try (var system = RunningSystem.start()) {
      var benchmark = new IngestBenchmark(system);
      benchmark.run("warm-up", seconds, connections);
      for (int round = 1; round <= rounds; round++) {
        benchmark.run("round " + round, seconds, connections);
      }
      benchmark.awaitStored();
    }
    System.exit(0);
  }

  private void run(String name, int seconds, int connections)
      throws IOException, InterruptedException {
    // Made beforehand: the client is not what is measured.
    var bodies = new ArrayList<List<Body>>();
    for (int i = 0; i < connections; i++) {
      var own = new ArrayList<Body>();
      for (int j = 0; j < BODIES; j++) {
        own.add(body((i * BODIES + j) * BATCH));
      }
      bodies.add(own);
    }
    var acknowledged = new AtomicInteger();
    var bytes = new AtomicLong();
    var storedBefore = system.stored();
    var cpu = system.cpu();
    var start = System.nanoTime();
    var until = start + seconds * 1_000_000_000L;
    var threads = new ArrayList<Thread>();
    for (var own : bodies) {
      var thread =
          new Thread(() -> send(own, until, acknowledged, bytes), RunningSystem.CLIENT + "-sends");
      thread.start();
      threads.add(thread);
    }
    for (var thread : threads) {
      thread.join();
    }
    var took = (System.nanoTime() - start) / 1e9;
    var used = system.cpu().since(cpu, took, acknowledged.get());
    System.out.printf(
        Locale.ROOT,
        "%s: %,.0f answers/s acknowledged, %,d bytes of JSON each; meanwhile %,.0f/s stored%n%s",
        name,
        acknowledged.get() / took,
        bytes.get() / Math.max(1, acknowledged.get()),
        (system.stored() - storedBefore) / took,
        used);
  }

  /** Until the tables have all that was acknowledged. */
  private void awaitStored() throws IOException, InterruptedException {
    var start = System.nanoTime();
    var before = system.stored();
    while (system.stored() < ids.get()) {
      Thread.sleep(200);
    }
    var took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "all %,d answers are stored, the last %,d of them in the %.1f s since: %,.0f/s%n",
        ids.get(),
        ids.get() - before,
        took,
        (ids.get() - before) / took);
  }

  /** A batch whose ids are changed in place before it is sent: the edge has never seen them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Body(byte[] json, int[] numbers) {

    void renumber(long first) {
      for (int i = 0; i < numbers.length; i++) {
        var rest = first + i;
        for (int at = numbers[i] + NUMBER.length() - 1; at >= numbers[i]; at--) {
          json[at] = (byte) ('0' + rest % 10);
          rest /= 10;
        }
      }
    }
  }

  private Body body(int first) {
    var json = new StringBuilder("[");
    for (int i = 0; i < BATCH; i++) {
      var answer = system.answer("ingest-" + NUMBER, first + i);
      if (json.length() + answer.length() > MAX_BYTES) {
        break;
      }
      json.append(i == 0 ? "" : ",").append(answer);
    }
    var bytes = json.append(']').toString().getBytes(StandardCharsets.UTF_8);
    return new Body(bytes, numbersIn(bytes));
  }

  private static int[] numbersIn(byte[] json) {
    // One byte a character, so that places are those in the bytes.
    var text = new String(json, StandardCharsets.ISO_8859_1);
    var places = new ArrayList<Integer>();
    var id = "ingest-" + NUMBER;
    for (int at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
      places.add(at + id.length() - NUMBER.length());
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  private void send(List<Body> bodies, long until, AtomicInteger acknowledged, AtomicLong bytes) {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      for (int i = 0; System.nanoTime() < until; i++) {
        var body = bodies.get(i % bodies.size());
        var answers = body.numbers().length;
        body.renumber(ids.getAndAdd(answers));
        var reply =
            http.send(
                HttpRequest.newBuilder(system.uri("/v1/answers"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.json()))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (reply.statusCode() != 202) {
          throw new IllegalStateException("HTTP " + reply.statusCode());
        }
        acknowledged.addAndGet(answers);
        bytes.addAndGet(body.json().length);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a batch was not sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
