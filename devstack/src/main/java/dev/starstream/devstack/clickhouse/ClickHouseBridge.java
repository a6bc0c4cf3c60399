package dev.starstream.devstack.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.starstream.devstack.child.ParentWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * ClickHouse's HTTP port on the engine as a library: statements by URL or body, settings and {@code
 * param_*} in the URL, every format, errors as a server answers them. What it lacks against a
 * server: users and roles, sessions, progress headers, cancelling a running statement. A result is
 * built in memory before its first byte is sent.
 */
final class ClickHouseBridge implements AutoCloseable {
  private static final int THREADS = 32;
  private static final int SECONDS_TO_FINISH = 15;

  private final ChdbEngine engine;
  private final DiskGuard disk;
  private final MergePriority merges;
  private final StatementRunner statements;
  private final HttpServer server;
  private final String version;
  private final String timezone;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /**
   * Runs until its standard input ends or it is told to stop.
   *
   * @param args library, data directory, port; the working directory takes the rows of inserts
   *     while they are on their way
   */
  public static void main(String[] args) throws IOException {
    ParentWatch.start();
    // Read when the server class loads: without it a small answer waits for the client's ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
    Path workingDirectory = Path.of("").toAbsolutePath();
    deleteLeftovers(workingDirectory);
    var bridge =
        new ClickHouseBridge(
            ChdbEngine.open(Path.of(args[0]), Path.of(args[1])),
            Path.of(args[1]),
            workingDirectory,
            Integer.parseInt(args[2]));
    Runtime.getRuntime().addShutdownHook(new Thread(bridge::close, "stop"));
    bridge.server.start();
    System.out.println("ClickHouse " + bridge.version + " on " + bridge.server.getAddress());
  }

  private static void deleteLeftovers(Path insertDirectory) throws IOException {
    try (var files = Files.newDirectoryStream(insertDirectory, StatementRunner.ROWS_FILES)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private ClickHouseBridge(ChdbEngine engine, Path dataDirectory, Path insertDirectory, int port)
      throws IOException {
    this.engine = engine;
    this.disk = DiskGuard.watch(dataDirectory, engine);
    this.merges = MergePriority.lower();
    this.statements = new StatementRunner(engine, disk, insertDirectory);
    try (ChdbConnection connection = engine.connect()) {
      version = single(connection, "SELECT version()");
      timezone = single(connection, "SELECT timezone()");
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  private static String single(ChdbConnection connection, String sql) {
    try (ChdbResult result = connection.query(sql, "TabSeparatedRaw", Map.of())) {
      return result.text().strip();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/ping", "/replicas_status" -> answerText(exchange, 200, "Ok.\n");
        case "/" -> handleStatement(exchange);
        default -> answerText(exchange, 404, "There is no handle " + path + ": use / or /ping\n");
      }
    }
  }

  private void handleStatement(HttpExchange exchange) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("X-ClickHouse-Server-Display-Name", "embedded");
    headers.set("X-ClickHouse-Timezone", timezone);
    try {
      if (!statements.run(exchange)) {
        answerText(exchange, 200, "Ok.\n");
      }
    } catch (ClickHouseException e) {
      String message = e.getMessage().strip();
      answerError(
          exchange,
          e.httpStatus(),
          e.code(),
          message.contains("(version ") ? message : message + " (version " + version + ")");
    } catch (RuntimeException e) {
      e.printStackTrace();
      answerError(exchange, 500, 1002, "Code: 1002. DB::Exception: " + e + " (UNKNOWN_EXCEPTION)");
    }
  }

  private static void answerError(HttpExchange exchange, int status, int code, String message)
      throws IOException {
    discardRest(exchange.getRequestBody());
    exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(code));
    answerText(exchange, status, message + "\n");
  }

  /** A client that is still sending reads no answer. */
  private static void discardRest(InputStream body) {
    try {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // It was read to its end and closed, or the client is gone.
    }
  }

  private static void answerText(HttpExchange exchange, int status, String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Lets running statements finish, then flushes and stops the engine. */
  @Override
  public void close() {
    if (!statements.stop(SECONDS_TO_FINISH)) {
      // To close the engine under a running statement aborts the process; what was acknowledged
      // is on disk all the same.
      Runtime.getRuntime().halt(1);
    }
    server.stop(0);
    threads.shutdownNow();
    disk.close();
    merges.close();
    engine.close();
  }
}
