package dev.starstream.ingest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** An HTTP server that is running, with whatever routes it was given. */
public final class IngestServer implements AutoCloseable {

  /** Longer than a request may wait for Kafka, so that none is cut off. */
  private static final Duration DRAIN = Duration.ofSeconds(20);

  /** How long a connection without a request may keep the server from stopping. */
  private static final Duration QUIET = Duration.ofMillis(200);

  /** The port cannot be had: another process has it, or it takes more rights. */
  public static final class PortUnavailableException extends RuntimeException {
    private final int port;

    PortUnavailableException(String host, int port, Throwable cause) {
      super("cannot listen on " + host + ":" + port + ": is the port taken?", cause);
      this.port = port;
    }

    public int port() {
      return port;
    }
  }

  /** How often the files of the certificate are looked at. */
  private static final Duration TLS_INTERVAL = Duration.ofSeconds(30);

  private final Javalin javalin;
  private final String scheme;
  private final String host;

  private IngestServer(Javalin javalin, String scheme, String host) {
    this.javalin = javalin;
    this.scheme = scheme;
    this.host = host;
  }

  /**
   * Starts a server; every error of it is a problem document.
   *
   * @param host address to listen on, such as {@code 127.0.0.1} (this machine only)
   * @param port 0 for any free one
   * @param routes what adds routes to it: {@link IngestRoutes}, {@link HealthRoutes}, others
   * @throws PortUnavailableException if the port cannot be had
   */
  public static IngestServer start(
      String host, int port, List<? extends Consumer<JavalinConfig>> routes) {
    return start(host, port, Optional.empty(), routes);
  }

  /**
   * Starts a server for HTTPS alone, if there is a certificate, else for HTTP.
   *
   * @throws Tls.UnusableTlsException if the certificate or its key cannot be used
   */
  public static IngestServer start(
      String host, int port, Optional<Tls> tls, List<? extends Consumer<JavalinConfig>> routes) {
    return start(host, port, tls, TLS_INTERVAL, routes);
  }

  static IngestServer start(
      String host,
      int port,
      Optional<Tls> tls,
      Duration tlsInterval,
      List<? extends Consumer<JavalinConfig>> routes) {
    var javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.jetty.modifyServer(
                  server -> {
                    server.setStopTimeout(DRAIN.toMillis());
                    server.insertHandler(new GracefulHandler());
                  });
              config.jetty.addConnector(
                  (server, http) -> {
                    var connector =
                        tls.map(files -> TlsConnector.of(server, http, files, tlsInterval))
                            .orElseGet(
                                () -> new ServerConnector(server, new HttpConnectionFactory(http)));
                    connector.setHost(host);
                    connector.setPort(port);
                    connector.setShutdownIdleTimeout(QUIET.toMillis());
                    return connector;
                  });
              HttpProblems.register(config);
              routes.forEach(some -> some.accept(config));
            });
    try {
      javalin.start(host, port);
    } catch (JavalinBindException e) {
      throw new PortUnavailableException(host, port, e);
    }
    return new IngestServer(javalin, tls.isPresent() ? "https" : "http", host);
  }

  public int port() {
    return javalin.port();
  }

  /** Such as {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return URI.create(
        scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
  }

  /** Every route, such as {@code GET /v1/answers}, parameters in braces. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(route -> route.method.isHttpMethod())
        .map(route -> route.method.name() + " " + route.path.replace('<', '{').replace('>', '}'))
        .toList();
  }

  /** Takes no more requests and waits for those under way, at most 20 s. */
  @Override
  public void close() {
    javalin.stop();
  }
}
