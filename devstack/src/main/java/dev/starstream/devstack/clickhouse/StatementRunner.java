package dev.starstream.devstack.clickhouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.clickhouse.client.api.internal.ClickHouseLZ4InputStream;
import com.clickhouse.client.api.internal.ClickHouseLZ4OutputStream;
import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;

/** Runs the statement of one HTTP request and writes its result. Thread-safe. */
final class StatementRunner {
  /** Glob of the files that hold the rows of inserts on their way. */
  static final String ROWS_FILES = "rows-*.bin";

  /** The engine gives each statement threads of its own: more at once only costs memory. */
  private static final int STATEMENTS_AT_ONCE = 8;

  /** An INSERT may be followed by any number of rows; its text ends before this. */
  private static final int HEAD_LIMIT = 1 << 20;

  private static final int TEXT_LIMIT = 16 << 20;

  /** The HTTP server hands out 8 KB at a time; a write of so little costs more than its bytes. */
  private static final int COPY_BLOCK = 1 << 18;

  private static final int LZ4_BLOCK = 1 << 18;

  private final ChdbEngine engine;
  private final DiskGuard disk;
  private final Path insertDirectory;
  private final AtomicLong insertFiles = new AtomicLong();
  private final Semaphore permits = new Semaphore(STATEMENTS_AT_ONCE, true);

  /**
   * A runner on an engine.
   *
   * @param insertDirectory the working directory: the engine opens a bare file name there, and
   *     signs in the path that would be a glob do no harm
   */
  StatementRunner(ChdbEngine engine, DiskGuard disk, Path insertDirectory) {
    this.engine = engine;
    this.disk = disk;
    this.insertDirectory = insertDirectory;
  }

  /** Answers the exchange; false if there was no statement in it and nothing is answered. */
  boolean run(HttpExchange exchange) throws IOException {
    var request =
        QueryRequest.of(exchange.getRequestURI().getRawQuery(), exchange.getRequestHeaders());
    exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", request.queryId());
    InputStream body = body(exchange, request);
    // The body continues the URL's statement, as its rows or as its text.
    byte[] head =
        request.query().isBlank()
            ? body.readNBytes(HEAD_LIMIT)
            : (request.query() + "\n").getBytes(UTF_8);
    if (head.length == 0) {
      return false;
    }
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), body);
    var statement = SqlStatement.of(new String(head, ISO_8859_1));
    if (exchange.getRequestMethod().equals("GET") && !statement.reads()) {
      throw ClickHouseException.refusal(
          164, "Cannot execute a modifying statement by GET: use POST", "READONLY");
    }
    if (statement.needsSpace()) {
      disk.demandSpace();
    }
    if (statement.rows().isPresent()) {
      insert(exchange, request, head, statement.rows().get(), all);
    } else {
      execute(exchange, request, statement.format(), text(all));
    }
    return true;
  }

  /**
   * Lets no further statement begin and waits for the running ones.
   *
   * @return whether all have ended in time
   */
  boolean stop(int seconds) {
    try {
      return permits.tryAcquire(STATEMENTS_AT_ONCE, seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static InputStream body(HttpExchange exchange, QueryRequest request) throws IOException {
    InputStream body = exchange.getRequestBody();
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      if (!encoding.equalsIgnoreCase("gzip")) {
        throw ClickHouseException.refusal(
            48,
            "The embedded ClickHouse does not read Content-Encoding "
                + encoding
                + ": switch compression off, or send gzip",
            "NOT_IMPLEMENTED");
      }
      body = new GZIPInputStream(body, 1 << 16);
    }
    return request.compressedRequest()
        ? new ClickHouseLZ4InputStream(
            body, LZ4Factory.safeInstance().fastDecompressor(), LZ4_BLOCK)
        : body;
  }

  private static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(TEXT_LIMIT + 1);
    if (bytes.length > TEXT_LIMIT) {
      throw ClickHouseException.refusal(
          274, "The statement is longer than " + TEXT_LIMIT + " bytes", "QUERY_IS_TOO_LARGE");
    }
    return new String(bytes, UTF_8);
  }

  /** The engine reads text in memory up to its first NUL only, so rows always go by a file. */
  private void insert(
      HttpExchange exchange,
      QueryRequest request,
      byte[] head,
      SqlStatement.InsertRows rows,
      InputStream all)
      throws IOException {
    String file = ROWS_FILES.replace("*", Long.toString(insertFiles.incrementAndGet()));
    Path path = insertDirectory.resolve(file);
    try {
      all.skipNBytes(rows.start());
      try (var out = new BufferedOutputStream(Files.newOutputStream(path), COPY_BLOCK)) {
        all.transferTo(out);
      }
      String sql =
          rows.fromFile(
              new String(head, ISO_8859_1), file, request.defaultFormat().orElse("Values"));
      execute(exchange, request, Optional.empty(), new String(sql.getBytes(ISO_8859_1), UTF_8));
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private void execute(
      HttpExchange exchange, QueryRequest request, Optional<String> namedFormat, String sql)
      throws IOException {
    String defaultFormat = request.defaultFormat().orElse("TabSeparated");
    permits.acquireUninterruptibly();
    try (ChdbConnection connection = engine.connect()) {
      if (!request.database().isEmpty()) {
        connection.execute("USE " + SqlTokens.quotedName(request.database()));
      }
      request.setStatement().ifPresent(connection::execute);
      long start = System.nanoTime();
      try (ChdbResult result = connection.query(sql, defaultFormat, request.parameters())) {
        var headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Summary", result.summary(System.nanoTime() - start));
        String format = namedFormat.orElse(defaultFormat);
        headers.set("X-ClickHouse-Format", format);
        headers.set("Content-Type", contentType(format));
        send(exchange, result, request.compressedResponse());
      }
    } finally {
      permits.release();
    }
  }

  private static void send(HttpExchange exchange, ChdbResult result, boolean compressed)
      throws IOException {
    if (result.length() == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
    } else if (compressed) {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out =
          new ClickHouseLZ4OutputStream(
              exchange.getResponseBody(), LZ4Factory.safeInstance().fastCompressor(), LZ4_BLOCK)) {
        result.writeTo(out);
      }
    } else {
      exchange.sendResponseHeaders(200, result.length());
      result.writeTo(exchange.getResponseBody());
    }
  }

  private static String contentType(String format) {
    if (format.startsWith("TabSeparated") || format.startsWith("TSV")) {
      return "text/tab-separated-values; charset=UTF-8";
    }
    if (format.startsWith("CSV")) {
      return "text/csv; charset=UTF-8";
    }
    if (format.startsWith("JSON")) {
      return format.contains("EachRow")
          ? "application/x-ndjson; charset=UTF-8"
          : "application/json; charset=UTF-8";
    }
    return format.startsWith("Pretty") || format.equals("Vertical")
        ? "text/plain; charset=UTF-8"
        : "application/octet-stream";
  }
}
