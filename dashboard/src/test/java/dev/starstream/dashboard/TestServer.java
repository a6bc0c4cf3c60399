package dev.starstream.dashboard;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starstream.aggregates.ArrivedLately;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Erasure;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.LoggerFactory;

/** The real routes on a free port, before servers that are not there, and a client of them. */
final class TestServer implements AutoCloseable {

  static final int MAX_STREAMS = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // It tells of every attempt to reach the server that is not there.
    ((Logger) LoggerFactory.getLogger("com.clickhouse")).setLevel(Level.OFF);
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
  }

  /** An answer of the server. */
  record Reply(int status, HttpResponse<byte[]> response) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(text(), e);
      }
    }
  }

  private final Client clickHouse;
  private final Erasure erasure;
  private final Javalin javalin;
  private final HttpClient client = HttpClient.newHttpClient();

  TestServer() {
    this(
        tenant -> {
          throw new IllegalStateException("no database");
        });
  }

  /**
   * @param news what has come lately for a tenant
   */
  TestServer(Function<String, ArrivedLately> news) {
    var nowhere =
        new ClickHouseConfig(
            URI.create("http://127.0.0.1:" + portOfNobody()), "default", "", "starstream");
    clickHouse = ClickHouse.openClient(nowhere);
    erasure =
        Erasure.open(
            Map.of("bootstrap.servers", "127.0.0.1:" + portOfNobody()),
            Map.of("schema.registry.url", "http://127.0.0.1:" + portOfNobody()),
            nowhere);
    var insights = new Insights(clickHouse, InsightCatalogue.load());
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  // As the product's server: one that stops waits for its requests.
                  config.jetty.modifyServer(
                      server -> {
                        server.setStopTimeout(10_000);
                        server.insertHandler(new GracefulHandler());
                      });
                  new InsightEvents(news, TestServer::tenant, MAX_STREAMS).accept(config);
                  new InsightRoutes(insights, ctx -> "dev").accept(config);
                  new ErasureRoutes(erasure, ctx -> "dev").accept(config);
                  new PageRoutes(QuestionCatalogue.load()).accept(config);
                })
            .start("127.0.0.1", 0);
  }

  private static String tenant(Context ctx) {
    return Objects.requireNonNullElse(ctx.header("X-Tenant"), "dev");
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + javalin.port());
  }

  Reply get(String path, String... headers) {
    var request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  Reply delete(String path) {
    return send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + path));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      var response =
          client.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The status line for a request target that no ordinary client would send. */
  String statusLine(String target) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), javalin.port())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return String.valueOf(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int portOfNobody() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    javalin.stop();
    erasure.close();
    clickHouse.close();
  }
}
