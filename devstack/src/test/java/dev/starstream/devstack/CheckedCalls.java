package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A client that holds each response against the API's document, and each body that is taken, and
 * knows which responses it has seen.
 */
final class CheckedCalls {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiDocument document = ApiDocument.load();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Set<Integer>> seen = new TreeMap<>();
  private final URI server;

  CheckedCalls(URI server) {
    this.server = server;
  }

  /** A response that is as described. */
  record Reply(HttpResponse<byte[]> response) {
    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new IllegalStateException("no JSON: " + text(), e);
      }
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  ApiDocument document() {
    return document;
  }

  /** The operations that were called, each with the statuses that came. */
  Map<String, Set<Integer>> seen() {
    return seen;
  }

  Reply get(int status, String path, String... headers) {
    return call(status, "GET", path, "", headers);
  }

  /**
   * Asks until a status comes.
   *
   * @param meanwhile statuses that may come before it
   */
  Reply getUntil(int status, Set<Integer> meanwhile, String path) {
    var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      var reply = call(Set.of(), "GET", path, new byte[0]);
      int came = reply.response().statusCode();
      if (came == status) {
        return reply;
      }
      assertThat(meanwhile).as(path + ": " + reply.text()).contains(came);
      assertThat(System.nanoTime() - end).as("still " + came + ": " + path).isNegative();
    }
  }

  /** Posts JSON. */
  Reply post(int status, String path, String body) {
    return call(status, "POST", path, body, "Content-Type", "application/json");
  }

  /**
   * Sends a request.
   *
   * @param status the one that must come
   */
  Reply call(int status, String method, String path, String body, String... headers) {
    return call(status, method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Reply call(int status, String method, String path, byte[] body, String... headers) {
    return call(Set.of(status), method, path, body, headers);
  }

  /**
   * @param statuses one of them must come; empty for any that is described
   */
  private Reply call(
      Set<Integer> statuses, String method, String path, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                body.length == 0 && !method.equals("POST")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = send(request.build());
    var what = method + " " + path + ": " + new String(response.body(), StandardCharsets.UTF_8);
    int status = response.statusCode();
    if (!statuses.isEmpty()) {
      assertThat(statuses).as(what).contains(status);
    }
    assertThat(document.violations(method, path, response)).as(what).isEmpty();
    if (status < 207
        && body.length > 0
        && request.build().headers().firstValue("Content-Encoding").isEmpty()) {
      var mediaType = request.build().headers().firstValue("Content-Type").orElseThrow();
      assertThat(document.requestViolations(method, path, mediaType, body))
          .as("taken, though it is not described: " + method + " " + path)
          .isEmpty();
    }
    document
        .operation(method, path)
        .ifPresent(one -> seen.computeIfAbsent(one, key -> new TreeSet<>()).add(status));
    return new Reply(response);
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(request.method() + " " + request.uri().getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
