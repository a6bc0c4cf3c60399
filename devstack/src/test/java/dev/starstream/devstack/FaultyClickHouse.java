package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** ClickHouse's HTTP port with the faults of a network in front of it. */
final class FaultyClickHouse implements AutoCloseable {

  /** What happens to the next inserts; everything else passes. */
  enum Fault {
    NONE,
    /** The server is not there. */
    REFUSE,
    /** The insert comes four seconds later. */
    DELAY,
    /** The insert is done, and its answer never arrives. */
    LOSE_ANSWER,
    /** The insert is done, and its answer does not come while anybody waits for it. */
    HOLD_ANSWER
  }

  private static final Set<String> HOP_HEADERS =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  private final String target;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicInteger faults = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private final AtomicInteger passBefore = new AtomicInteger();

  FaultyClickHouse(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From the insert on that comes after so many others. */
  void next(Fault fault, int passBefore) {
    this.passBefore.set(passBefore);
    this.fault = fault;
  }

  int faults() {
    return faults.get();
  }

  /** Waits for an insert that is done and whose answer is held back. */
  boolean awaitHeld() throws InterruptedException {
    return held.await(30, TimeUnit.SECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var now = isInsert(exchange, body) && passBefore.getAndDecrement() <= 0 ? fault : Fault.NONE;
      if (now != Fault.NONE) {
        faults.incrementAndGet();
      }
      switch (now) {
        case NONE -> answer(exchange, forward(exchange, body));
        case DELAY -> {
          TimeUnit.SECONDS.sleep(4);
          answer(exchange, forward(exchange, body));
        }
        case REFUSE -> exchange.sendResponseHeaders(503, -1);
        // Closing the exchange without an answer cuts the connection.
        case LOSE_ANSWER -> forward(exchange, body);
        case HOLD_ANSWER -> {
          forward(exchange, body);
          held.countDown();
          released.await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The statement stands in the address or at the front of the body. */
  private static boolean isInsert(HttpExchange exchange, byte[] body) {
    var query = exchange.getRequestURI().getQuery();
    var front = new String(body, 0, Math.min(body.length, 20), UTF_8);
    return (query != null && query.contains("INSERT INTO")) || front.startsWith("INSERT INTO");
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(target).resolve(exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
              }
            });
    exchange.sendResponseHeaders(
        response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
    exchange.getResponseBody().write(response.body());
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
