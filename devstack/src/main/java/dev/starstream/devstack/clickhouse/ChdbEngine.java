package dev.starstream.devstack.clickhouse;

import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * The ClickHouse engine on one data directory, for the life of the process: the engine cannot be
 * opened twice. Thread-safe.
 *
 * <p>The process must run with the JDK's {@code libjsig} preloaded. The engine resets the handlers
 * of SIGSEGV and others at every connect, and a JVM without its own dies at its next implicit null
 * check; libjsig keeps them.
 */
final class ChdbEngine implements AutoCloseable {
  /** What clickhouse-local sets and a server does not. */
  private static final String AS_A_SERVER =
      "SET implicit_select = 0, allow_introspection_functions = 0,"
          + " storage_file_read_method = 'pread'";

  private final ChdbFunctions functions;
  private final String[] arguments;

  /** The engine shuts down with its last connection, so one is kept that runs nothing. */
  private final Pointer anchor;

  static ChdbEngine open(Path library, Path dataDirectory) {
    ChdbFunctions functions = ChdbFunctions.load(library);
    functions.setSignalHandlersEnabled(0);
    String[] arguments = {"clickhouse", "--path=" + dataDirectory};
    Pointer anchor = functions.connect(arguments.length, arguments);
    if (anchor == null) {
      throw new IllegalStateException("the ClickHouse engine cannot open " + dataDirectory);
    }
    return new ChdbEngine(functions, arguments, anchor);
  }

  private ChdbEngine(ChdbFunctions functions, String[] arguments, Pointer anchor) {
    this.functions = functions;
    this.arguments = arguments;
    this.anchor = anchor;
  }

  /**
   * A connection with a server's default settings. It costs less than a millisecond, so each HTTP
   * request has its own and nothing that a request sets can reach another.
   */
  ChdbConnection connect() {
    Pointer holder = functions.connect(arguments.length, arguments);
    if (holder == null) {
      throw new IllegalStateException("the ClickHouse engine gave no connection");
    }
    var connection = new ChdbConnection(functions, holder);
    try {
      connection.execute(AS_A_SERVER);
    } catch (ClickHouseException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  /** Flushes and stops the engine; every other connection must be closed before. */
  @Override
  public void close() {
    functions.closeConn(anchor);
  }
}
