package dev.starstream.ingest;

import dev.starstream.schemas.AnswerIds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether many event streams hold: opens them on plain sockets, each for an answer of its own, then
 * publishes the answers and reads every stream to its end.
 *
 * <p>Arguments: streams; by default 1000.
 */
public final class StreamsBenchmark {

  private static final int BATCH = 100;

  private final RunningSystem system;
  private final int count;

  private StreamsBenchmark(RunningSystem system, int count) {
    this.system = system;
    this.count = count;
  }

  /** Prints threads and memory of this process, which serves the streams, and what was read. */
  public static void main(String... args) throws Exception {
    var count = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
    try (var system = RunningSystem.start()) {
      new StreamsBenchmark(system, count).run();
    }
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    print("before");
    var streams = new ArrayList<Socket>();
    for (int i = 0; i < count; i++) {
      streams.add(open("stream-" + i));
    }
    // Each has said that it is open.
    var readers = new ArrayList<BufferedReader>();
    for (var stream : streams) {
      var reader =
          new BufferedReader(
              new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
      require(read(reader, "event: pending"), "a stream did not open");
      readers.add(reader);
    }
    print(count + " open");
    var start = System.nanoTime();
    publish();
    var told = 0;
    for (var reader : readers) {
      told += read(reader, "event: scored") ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "%d of %d streams told, the last %.0f ms after the first request%n",
        told,
        count,
        (System.nanoTime() - start) / 1e6);
    for (var stream : streams) {
      stream.close();
    }
    print("after");
    require(told == count, "not every stream was told");
  }

  private Socket open(String id) throws IOException {
    var uri = system.uri("/");
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(60_000);
    var request =
        "GET /v1/answers/%s/events HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(AnswerIds.of(RunningSystem.TENANT, "", id));
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private void publish() throws IOException, InterruptedException {
    var http = HttpClient.newHttpClient();
    for (int from = 0; from < count; from += BATCH) {
      var batch = new ArrayList<String>();
      for (int i = from; i < Math.min(count, from + BATCH); i++) {
        batch.add(system.answer("stream-" + i, i));
      }
      var reply = http.send(request(batch), HttpResponse.BodyHandlers.ofString());
      require(reply.statusCode() == 202, "HTTP " + reply.statusCode());
    }
  }

  private HttpRequest request(List<String> batch) {
    return HttpRequest.newBuilder(system.uri("/v1/answers"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(batch.toString()))
        .build();
  }

  private static boolean read(BufferedReader reader, String wanted) throws IOException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static void require(boolean so, String otherwise) {
    if (!so) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static void print(String when) {
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        Locale.ROOT,
        "%-10s %d threads, %d MiB of heap after a collection%n",
        when,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        heap >> 20);
  }
}
