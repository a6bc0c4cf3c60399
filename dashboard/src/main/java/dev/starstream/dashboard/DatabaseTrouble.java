package dev.starstream.dashboard;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.TransportException;
import java.io.IOException;
import java.util.Set;

/** Why ClickHouse did not answer, as far as a caller can make use of it. */
enum DatabaseTrouble {
  DOWN,
  OVERLOADED,
  NOT_MIGRATED,
  OTHER;

  /** ClickHouse: unknown function, unknown table, unknown database. */
  private static final Set<Integer> MISSING = Set.of(46, 60, 81);

  /** ClickHouse: timeout, too slow, too many queries, memory limit. */
  private static final Set<Integer> LOAD = Set.of(159, 160, 202, 241);

  static DatabaseTrouble of(Throwable thrown) {
    int depth = 0;
    for (var cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
      if (cause instanceof ServerException refused) {
        return of(refused);
      }
      if (cause instanceof ConnectionInitiationException
          || cause instanceof TransportException
          || cause instanceof DataTransferException
          || cause instanceof IOException) {
        return DOWN;
      }
    }
    return OTHER;
  }

  private static DatabaseTrouble of(ServerException refused) {
    if (MISSING.contains(refused.getCode())) {
      return NOT_MIGRATED;
    }
    if (LOAD.contains(refused.getCode())) {
      return OVERLOADED;
    }
    int status = refused.getTransportProtocolCode();
    return status >= 502 && status <= 504 ? DOWN : OTHER;
  }
}
