package dev.starstream.devstack.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Map;

/** One connection to the engine, used by one thread, one statement at a time. */
final class ChdbConnection implements AutoCloseable {
  private final ChdbFunctions functions;
  private final Pointer holder;

  ChdbConnection(ChdbFunctions functions, Pointer holder) {
    this.functions = functions;
    this.holder = holder;
  }

  /** Runs a statement whose output does not matter. */
  void execute(String sql) {
    query(sql, "Null", Map.of()).close();
  }

  /**
   * Runs a statement; {@code parameters} fill its {@code {name:Type}} places and hold for this call
   * only.
   *
   * @param defaultFormat output format unless the statement names one
   */
  ChdbResult query(String sql, String defaultFormat, Map<String, String> parameters) {
    byte[] sqlBytes = sql.getBytes(UTF_8);
    byte[] format = defaultFormat.getBytes(UTF_8);
    Pointer connection = holder.getPointer(0);
    Pointer result;
    if (parameters.isEmpty()) {
      result = functions.queryN(connection, sqlBytes, sqlBytes.length, format, format.length);
    } else {
      int count = parameters.size();
      Pointer[] names = new Pointer[count];
      Pointer[] values = new Pointer[count];
      long[] nameLengths = new long[count];
      long[] valueLengths = new long[count];
      int i = 0;
      for (var parameter : parameters.entrySet()) {
        Memory name = nulTerminated(parameter.getKey());
        names[i] = name;
        nameLengths[i] = name.size() - 1;
        Memory value = nulTerminated(parameter.getValue());
        values[i] = value;
        valueLengths[i] = value.size() - 1;
        i++;
      }
      result =
          functions.queryWithParamsN(
              connection,
              sqlBytes,
              sqlBytes.length,
              format,
              format.length,
              names,
              nameLengths,
              values,
              valueLengths,
              count);
    }
    if (result == null) {
      throw new IllegalStateException("the ClickHouse engine gave no result");
    }
    Pointer error = functions.resultError(result);
    if (error != null) {
      String message = error.getString(0, UTF_8.name());
      functions.destroyQueryResult(result);
      throw ClickHouseException.fromEngine(message);
    }
    return new ChdbResult(functions, result);
  }

  private static Memory nulTerminated(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    Memory memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }

  @Override
  public void close() {
    functions.closeConn(holder);
  }
}
