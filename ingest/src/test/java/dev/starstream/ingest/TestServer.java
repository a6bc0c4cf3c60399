package dev.starstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The real server on a free port, on top of a topic in memory, and a client of it. */
final class TestServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer of the server, with its body read as JSON. */
  record Reply(int status, HttpResponse<byte[]> response, JsonNode body) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Status of each item. */
    List<String> statuses() {
      return body.get("items").findValuesAsText("status");
    }

    /** Pointers of all problems of all items, in order. */
    List<String> pointers() {
      return body.path("items").findValues("problems").stream()
          .flatMap(problems -> problems.findValuesAsText("pointer").stream())
          .toList();
    }
  }

  private final IngestServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer(InMemoryTopic topic) {
    this(topic, Access.everyone("dev"), config -> {});
  }

  TestServer(InMemoryTopic topic, Access access, Consumer<JavalinConfig> otherRoutes) {
    var routes = new IngestRoutes(Answers.parser(), new AnswerIntake(topic.publisher(), 10_000));
    server =
        IngestServer.start(
            "127.0.0.1", 0, List.of(access, routes, otherRoutes, new HealthRoutes(Map.of())));
  }

  TestServer(List<Consumer<JavalinConfig>> routes) {
    var all = new ArrayList<Consumer<JavalinConfig>>(routes);
    all.add(0, Access.everyone("dev"));
    server = IngestServer.start("127.0.0.1", 0, all);
  }

  URI uri() {
    return server.uri();
  }

  Reply post(String json) {
    return post("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  Reply post(String contentType, byte[] body) {
    var request =
        HttpRequest.newBuilder(server.uri().resolve("/v1/answers"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return send(request);
  }

  /** Posts to any path, which is sent as it is given. */
  Reply post(String path, Map<String, String> headers, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request);
  }

  /** Sends without waiting for the answer; gives its status. */
  CompletableFuture<Integer> postLater(String json) {
    var request =
        request("/v1/answers")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri().resolve(path));
  }

  Reply send(HttpRequest.Builder request) {
    try {
      var response =
          client.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
