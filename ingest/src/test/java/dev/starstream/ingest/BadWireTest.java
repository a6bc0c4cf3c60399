package dev.starstream.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no decent client would write, byte by byte: paths, methods, headers, lengths. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadWireTest {

  private static final String HOST = "Host: localhost\r\n";
  private static final String TYPE = "Content-Type: application/json\r\n";
  private static final String ANSWER = "{\"candidateRef\":\"c\",\"text\":\"t\"}";

  /**
   * @param request the bytes, in ISO 8859-1, after which nothing more is sent
   */
  record Bad(String name, String request, int status) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Bad> TABLE = new ArrayList<>();

  /** A good answer, posted to another target. */
  private static void target(String target, int status) {
    row("target " + target, "POST " + target + " HTTP/1.1\r\n" + HOST + TYPE, ANSWER, status);
  }

  /** The same for another method; without a body, which most methods do not have. */
  private static void method(String method, String path, int status) {
    row(method + " " + path, method + " " + path + " HTTP/1.1\r\n" + HOST, "", status);
  }

  /** A good answer, posted with more header lines. */
  private static void headers(String name, String lines, int status) {
    row(name, "POST /v1/answers HTTP/1.1\r\n" + HOST + TYPE + lines, ANSWER, status);
  }

  private static void row(String name, String head, String body, int status) {
    var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    raw(name, head + length + "Connection: close\r\n\r\n" + body, status);
  }

  private static void raw(String name, String request, int status) {
    TABLE.add(new Bad(name, request, status));
  }

  static {
    target("/v1/..;/v1/answers", 400);
    target("/v1/%2e%2e/v1/answers", 404);
    target("/v1/%2E%2E/v1/answers", 404);
    target("/%2e/v1/answers", 404);
    target("//v1/answers", 404);
    target("/v1//answers", 404);
    target("/v1%2fanswers", 404);
    target("/v1%5canswers", 404);
    target("/v1\\answers", 400);
    target("/v1/answers%00", 400);
    target("/v1/answers%", 400);
    target("/v1/answers%zz", 400);
    target("/v1/answers%c0%ae", 400);
    target("/v1/%u0061nswers", 404);
    target("/../../etc/passwd", 400);
    target("/v1/answers;tenant=other", 404);
    target("/V1/ANSWERS", 404);
    target("/v1/answers.json", 404);
    target("/v1/answers/more", 404);
    target("/v1", 404);
    target("/", 404);
    target("/v2/answers", 404);
    target("/v1/event", 404);
    target("/v1/xapi", 404);
    target("/v1/xapi/statement", 404);
    target("/v1/answers<script>", 400);
    target("*", 400);
    target("v1/answers", 400);
    target("/v1/answers?" + "x".repeat(20_000), 414);
    target("/livez", 405);
    target("/readyz", 405);
    method("GET", "/v1/answers", 405);
    method("PUT", "/v1/answers", 405);
    method("PATCH", "/v1/answers", 405);
    method("DELETE", "/v1/events", 405);
    method("GET", "/v1/events", 405);
    method("GET", "/v1/xapi/statements", 405);
    method("PUT", "/v1/xapi/statements", 405);
    method("OPTIONS", "/v1/answers", 405);
    method("TRACE", "/v1/answers", 405);
    method("CONNECT", "/v1/answers", 400);
    method("DELETE", "/livez", 405);
    method("post", "/v1/answers", 405);
    method("BREW", "/v1/answers", 405);
    method("GET", "/nowhere", 404);
    method("GET", "/favicon.ico", 404);
    headers("NUL in a header", "X-Request-Id: a\0b\r\n", 400);
    headers("bare carriage return in a header", "X-Request-Id: a\rSet-Cookie: x=1\r\n", 400);
    headers("folded header", "X-Request-Id: a\r\n Set-Cookie: x=1\r\n", 400);
    headers("blank before the colon", "X-Request-Id : a\r\n", 400);
    headers("header without a name", ": a\r\n", 400);
    headers("header without a colon", "X-Request-Id\r\n", 400);
    headers("blank in a header's name", "X Request Id: a\r\n", 400);
    headers("header of 20 KB", "X-Request-Id: " + "a".repeat(20_000) + "\r\n", 431);
    headers("two hosts", HOST, 400);
    headers("two lengths", "Content-Length: 5\r\n", 400);
    headers("negative length", "Content-Length: -1\r\n", 400);
    headers("length in words", "Content-Length: many\r\n", 400);
    headers("length beyond long", "Content-Length: 99999999999999999999\r\n", 400);
    headers("length and chunks", "Transfer-Encoding: chunked\r\n", 400);
    headers("unknown expectation", "Expect: the-unexpected\r\n", 417);
    raw("no host", "POST /v1/answers HTTP/1.1\r\n\r\n", 400);
    raw("no version", "POST /v1/answers\r\n\r\n", 505);
    raw("unknown version", "POST /v1/answers HTTP/9.9\r\n" + HOST + "\r\n", 505);
    raw("no request at all", "\0\1\2\3\r\n\r\n", 400);
    raw("TLS to a plain port", "\u0016\u0003\u0001\0\u00a5\1\0\0\r\n\r\n", 400);
    raw("HTTP/2 out of the blue", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 426);
    raw(
        "no transfer encoding that is known",
        chunked("Transfer-Encoding: rot13\r\n", "1\r\n"),
        400);
    raw("chunk length in words", chunked("Transfer-Encoding: chunked\r\n", "many\r\n"), 400);
    raw("chunk that ends early", chunked("Transfer-Encoding: chunked\r\n", "ff\r\n{}"), 400);
    raw("body that ends early", chunked("Content-Length: 100\r\n", "{\"text\":"), 400);
    raw(
        "gzip that ends early",
        chunked("Content-Encoding: gzip\r\nContent-Length: 9\r\n", "x"),
        400);
  }

  private static String chunked(String headers, String body) {
    return "POST /v1/answers HTTP/1.1\r\n" + HOST + TYPE + headers + "\r\n" + body;
  }

  static List<Bad> table() {
    return TABLE;
  }

  private final InMemoryTopic topic = new InMemoryTopic();
  private TestServer server;

  @BeforeAll
  void start() {
    server = new TestServer(topic);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void badRequest_isRefusedWithAProblemDocument(Bad bad) throws IOException {
    // When
    var reply = send(bad.request());

    // Then
    assertThat(reply).startsWith("HTTP/1.1 " + bad.status());
    assertThat(reply.toLowerCase(Locale.ROOT)).doesNotContain("set-cookie", "<html");
    assertThat(reply).contains("application/problem+json").contains("urn:starstream:problem:");
    assertThat(topic.history()).isEmpty();
  }

  @Test
  void server_isWellAfterAllOfThem() throws IOException {
    // Given
    for (var bad : TABLE) {
      send(bad.request());
    }

    // When
    var live = send("GET /livez HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

    // Then
    assertThat(live).startsWith("HTTP/1.1 200");
  }

  private String send(String request) throws IOException {
    try (var socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
