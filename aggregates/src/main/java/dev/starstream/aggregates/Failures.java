package dev.starstream.aggregates;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.TransportException;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.AvroSerdes;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** Tells an outage from a bad row from anything else. Both lists hold what is known, no guesses. */
final class Failures {

  /** ClickHouse's codes for trouble that passes without anybody touching row or schema. */
  private static final Map<Integer, String> OUTAGES =
      Map.ofEntries(
          Map.entry(75, "CANNOT_WRITE_TO_FILE_DESCRIPTOR"),
          Map.entry(159, "TIMEOUT_EXCEEDED"),
          Map.entry(160, "TOO_SLOW"),
          Map.entry(201, "QUOTA_EXCEEDED"),
          Map.entry(202, "TOO_MANY_SIMULTANEOUS_QUERIES"),
          Map.entry(203, "NO_FREE_CONNECTION"),
          Map.entry(209, "SOCKET_TIMEOUT"),
          Map.entry(210, "NETWORK_ERROR"),
          Map.entry(236, "ABORTED"),
          Map.entry(241, "MEMORY_LIMIT_EXCEEDED"),
          Map.entry(242, "TABLE_IS_READ_ONLY"),
          Map.entry(243, "NOT_ENOUGH_SPACE"),
          Map.entry(252, "TOO_MANY_PARTS"),
          Map.entry(279, "ALL_CONNECTION_TRIES_FAILED"),
          Map.entry(285, "TOO_FEW_LIVE_REPLICAS"),
          Map.entry(286, "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE"),
          Map.entry(319, "UNKNOWN_STATUS_OF_INSERT"),
          Map.entry(394, "QUERY_WAS_CANCELLED"),
          Map.entry(425, "SYSTEM_ERROR"),
          Map.entry(439, "CANNOT_SCHEDULE_TASK"),
          Map.entry(473, "DEADLOCK_AVOIDED"),
          Map.entry(499, "S3_ERROR"),
          Map.entry(692, "TOO_MANY_MUTATIONS"),
          Map.entry(734, "QUERY_WAS_CANCELLED_BY_CLIENT"),
          Map.entry(745, "SERVER_OVERLOADED"),
          Map.entry(999, "KEEPER_EXCEPTION"));

  /** ClickHouse's codes for a value that the table refuses before anything is written. */
  private static final Map<Integer, String> BAD_ROWS =
      Map.of(
          131, "TOO_LARGE_STRING_SIZE",
          321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
          469, "VIOLATED_CONSTRAINT");

  private static final Set<Integer> HTTP_OUTAGES = Set.of(408, 429, 502, 503, 504);

  private static final Pattern CONSTRAINT = Pattern.compile("Constraint `([A-Za-z0-9_]+)`");

  /** Comes under several codes. */
  private static final String DISK_FULL = "No space left on device";

  /** ClickHouse has written the rows by the time when a view fails on them. */
  private static final String IN_A_VIEW = "while pushing to view";

  static FailureKind kind(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException server) {
        return kind(server.getCode(), server.getTransportProtocolCode(), server.getMessage());
      }
      if (cause instanceof ConnectionInitiationException
          || cause instanceof DataTransferException
          || cause instanceof TransportException) {
        return FailureKind.RETRYABLE;
      }
    }
    if (AccessRefusal.in(failure).isPresent()) {
      return FailureKind.UNKNOWN;
    }
    if (isGroupNotLoaded(failure)) {
      return FailureKind.RETRYABLE;
    }
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof RetriableException) {
        return FailureKind.RETRYABLE;
      }
    }
    return AvroSerdes.isOutage(failure) ? FailureKind.RETRYABLE : FailureKind.UNKNOWN;
  }

  /**
   * A broker that was killed may take commits before it has read its groups again, and says that
   * there is no such group. The consumer has no exception of its own for that.
   */
  private static boolean isGroupNotLoaded(Throwable failure) {
    return failure instanceof KafkaException
        && failure.getMessage() != null
        && failure.getMessage().endsWith(Errors.GROUP_ID_NOT_FOUND.message());
  }

  /**
   * The kind of ClickHouse's answer.
   *
   * @param code ClickHouse's, 0 or less if the answer had none
   * @param httpStatus counts only without a code: ClickHouse answers most exceptions with 500
   */
  static FailureKind kind(int code, int httpStatus, String message) {
    if (OUTAGES.containsKey(code) || message.contains(DISK_FULL)) {
      return FailureKind.RETRYABLE;
    }
    if (BAD_ROWS.containsKey(code) && !message.contains(IN_A_VIEW)) {
      // In a view the rows are written already: bisecting would write them again.
      return FailureKind.ROW;
    }
    return code <= 0 && HTTP_OUTAGES.contains(httpStatus)
        ? FailureKind.RETRYABLE
        : FailureKind.UNKNOWN;
  }

  /** Where a chain of causes began. */
  static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Why ClickHouse refuses a row, without the values that its message repeats. */
  static String refusal(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException server) {
        var constraint = CONSTRAINT.matcher(server.getMessage());
        return "ClickHouse refuses the row: "
            + BAD_ROWS.getOrDefault(server.getCode(), "code " + server.getCode())
            + (constraint.find() ? " " + constraint.group(1) : "");
      }
    }
    return "ClickHouse refuses the row";
  }

  private Failures() {}
}
