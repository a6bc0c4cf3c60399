package dev.starstream.drill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.starstream.drill.FaultProxy.Step;
import dev.starstream.drill.FaultProxy.Verdict;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          received.add(body);
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    proxy = new FaultProxy(0, server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  @Test
  void healthy_passes() throws Exception {
    assertThat(post("INSERT INTO answer_scores")).isEqualTo("ok");
  }

  @Test
  void replyLost_serverHasTheInsertAndTheSenderAnError() throws Exception {
    // Given
    var sprung = proxy.atNextInsert(Step.ANSWERED, "answer_texts", () -> Verdict.CUT);
    assertThat(post("INSERT INTO `answer_scores` (a) FORMAT RowBinary")).isEqualTo("ok");
    assertThat(post("SELECT 1 FROM answer_texts")).isEqualTo("ok");
    // When, Then
    assertThatThrownBy(() -> post("INSERT INTO `answer_texts` (a) FORMAT RowBinary"))
        .isInstanceOf(IOException.class);
    assertThat(received).last().asString().contains("answer_texts");
    assertThat(sprung).isCompleted();
    assertThat(post("INSERT INTO `answer_texts` (a) FORMAT RowBinary")).isEqualTo("ok");
  }

  @Test
  void refused_nobodyListensUntilHealed() throws Exception {
    // Given
    proxy.refuse();
    // When, Then
    assertThatThrownBy(() -> post("SELECT 1")).isInstanceOf(ConnectException.class);
    proxy.heal();
    assertThat(post("SELECT 1")).isEqualTo("ok");
  }

  @Test
  void halfOpen_swallowsAndCutsWhenHealed() throws Exception {
    // Given
    proxy.halfOpen();
    // When, Then
    assertThatThrownBy(() -> post("SELECT 1")).isInstanceOf(HttpTimeoutException.class);
    assertThat(received).isEmpty();
    proxy.heal();
    assertThat(post("SELECT 2")).isEqualTo("ok");
    assertThat(received).containsExactly("SELECT 2");
  }

  @Test
  void slow_takesItsTime() throws Exception {
    // Given
    proxy.slow(10_000);
    var start = System.nanoTime();
    // When
    post("x".repeat(4000));
    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(350));
  }

  private String post(String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/"))
            .timeout(Duration.ofMillis(1500))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
