package dev.starstream.devstack.clickhouse;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * The C functions of libchdb that the bridge calls; {@code resultLength} stands for {@code
 * chdb_result_length} and so on. A {@code size_t} is a {@code long}: the library exists for 64 bit
 * only.
 */
interface ChdbFunctions extends Library {

  /** Zero keeps the engine from installing handlers for the signals that the JVM lives on. */
  void setSignalHandlersEnabled(int enabled);

  /** Returns a pointer to the connection handle, or null if the engine cannot open its data. */
  Pointer connect(int argumentCount, String[] arguments);

  void closeConn(Pointer connectionHolder);

  Pointer queryWithParamsN(
      Pointer connection,
      byte[] sql,
      long sqlLength,
      byte[] format,
      long formatLength,
      Pointer[] names,
      long[] nameLengths,
      Pointer[] values,
      long[] valueLengths,
      long parameterCount);

  Pointer queryN(Pointer connection, byte[] sql, long sqlLength, byte[] format, long formatLength);

  Pointer resultBuffer(Pointer result);

  long resultLength(Pointer result);

  Pointer resultError(Pointer result);

  long resultRowsRead(Pointer result);

  long resultBytesRead(Pointer result);

  long resultRowsWritten(Pointer result);

  long resultBytesWritten(Pointer result);

  void destroyQueryResult(Pointer result);

  static ChdbFunctions load(Path library) {
    FunctionMapper names =
        (unused, method) ->
            "chdb_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return Native.load(
        library.toString(),
        ChdbFunctions.class,
        Map.of(Library.OPTION_FUNCTION_MAPPER, names, Library.OPTION_STRING_ENCODING, "UTF-8"));
  }
}
