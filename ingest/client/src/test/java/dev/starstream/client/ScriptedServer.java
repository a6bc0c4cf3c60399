package dev.starstream.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** A real HTTP server that answers as it is told to, and remembers what it was sent. */
final class ScriptedServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static {
    // Read once by the JDK's server, which otherwise adds 40 ms to each small reply.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /**
   * A request.
   *
   * @param headers with names in lower case, the first value of each
   * @param bodyBytes its size after decompression
   */
  record Call(
      String method,
      String path,
      Map<String, String> headers,
      List<JsonNode> answers,
      int bodyBytes,
      long atNanos) {
    List<String> ids() {
      return answers.stream().map(answer -> answer.path("id").asText()).toList();
    }
  }

  /** What the server does with a request. */
  sealed interface Reply {
    record Whole(int status, String body, Map<String, String> headers) implements Reply {}

    /** The head tells of more bytes than come; then the connection ends. */
    record Half(int status, String body) implements Reply {}

    /** Half of the body, and then nothing, on an open connection. */
    record Stalled(int status, String body) implements Reply {}

    /** The connection ends without a reply. */
    record None() implements Reply {}
  }

  /** How the server answers. */
  interface Script {
    Reply replyTo(Call call);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> sentAfterAcknowledged = ConcurrentHashMap.newKeySet();
  private volatile Script script = ScriptedServer::accept;

  ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How it answers from now on. */
  void script(Script script) {
    this.script = script;
  }

  /** Answers with these first, one after another, and then takes everything. */
  void first(Script... replies) {
    var queue = new ConcurrentLinkedQueue<>(List.of(replies));
    script(
        call -> {
          var next = queue.poll();
          return next == null ? accept(call) : next.replyTo(call);
        });
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Ids in order of their arrival, with repeats. */
  List<String> ids() {
    return calls.stream().flatMap(call -> call.ids().stream()).toList();
  }

  /** Ids that were sent once more although a whole reply had said that they are stored. */
  Set<String> sentAfterAcknowledged() {
    return Set.copyOf(sentAfterAcknowledged);
  }

  /** Ids that a whole reply has called accepted. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** 202, all accepted. */
  static Reply accept(Call call) {
    return items(202, call, id -> "accepted", Map.of());
  }

  /** Each answer with the status that its id gets; what is not stored has a problem. */
  static Reply items(
      int status, Call call, Function<String, String> statuses, Map<String, String> headers) {
    var items = new ArrayList<String>();
    for (int i = 0; i < call.answers().size(); i++) {
      var id = call.ids().get(i);
      var word = statuses.apply(id);
      var known = word.equals("refused") ? "" : ",\"answerId\":\"" + answerId(id) + "\"";
      var stored = word.equals("accepted") || word.equals("duplicate");
      var problems =
          stored
              ? ""
              : ",\"problems\":[{\"pointer\":\"/%d/text\",\"detail\":\"is odd\"}]".formatted(i);
      items.add(
          "{\"index\":%d,\"id\":\"%s\"%s,\"status\":\"%s\"%s}"
              .formatted(i, id, known, word, problems));
    }
    return new Reply.Whole(status, "{\"items\":[" + String.join(",", items) + "]}", headers);
  }

  static Reply status(int status, String... headers) {
    var all = new ConcurrentHashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return new Reply.Whole(
        status,
        "{\"type\":\"urn:starstream:problem:some-word\",\"detail\":\"what is wrong\"}",
        all);
  }

  static UUID answerId(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }

  private void handle(HttpExchange exchange) throws IOException {
    var call = read(exchange);
    calls.add(call);
    call.ids().stream().filter(acknowledged::contains).forEach(sentAfterAcknowledged::add);
    var reply = script.replyTo(call);
    if (reply instanceof Reply.Whole whole) {
      // Before its last byte is out: a client cannot know sooner.
      remember(whole.body());
      whole.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      var bytes = whole.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(whole.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    } else if (reply instanceof Reply.Half half) {
      halfOf(exchange, half.status(), half.body());
    } else if (reply instanceof Reply.Stalled stalled) {
      halfOf(exchange, stalled.status(), stalled.body());
      await(closing);
    }
    exchange.close();
  }

  private static void halfOf(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
  }

  private void remember(String body) throws IOException {
    var json = body.startsWith("{") ? JSON.readTree(body) : JSON.missingNode();
    for (var item : json.path("items")) {
      if (item.path("status").asText().equals("accepted")) {
        acknowledged.add(item.path("id").asText());
      }
    }
  }

  private static Call read(HttpExchange exchange) throws IOException {
    var headers = new ConcurrentHashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    var in = exchange.getRequestBody();
    var body =
        (headers.getOrDefault("content-encoding", "").equals("gzip") ? new GZIPInputStream(in) : in)
            .readAllBytes();
    var answers = new ArrayList<JsonNode>();
    for (var line : new String(body, StandardCharsets.UTF_8).lines().toList()) {
      answers.add(JSON.readTree(line));
    }
    return new Call(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers,
        List.copyOf(answers),
        body.length,
        System.nanoTime());
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
