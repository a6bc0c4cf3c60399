package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;
import static dev.starstream.aggregates.Columns.orEmpty;
import static dev.starstream.aggregates.Columns.word;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.Header;
import dev.starstream.events.Problem;
import dev.starstream.schemas.CandidateKey;
import java.nio.ByteBuffer;
import java.util.List;

/** A rejected answer as a row of {@code rejected_answers}, with the original bytes as they came. */
final class RejectedAnswerRow implements RowMapping<AnswerRejected> {

  private static final List<Column> COLUMNS =
      Column.list(
          "reject_id UUID",
          "stage LowCardinality(String)",
          "reason LowCardinality(String)",
          "detail String",
          "problem_fields Array(LowCardinality(String))",
          "problem_details Array(String)",
          "tenant_id LowCardinality(String)",
          "event_id String",
          "candidate_key UInt64",
          "topic LowCardinality(String)",
          "partition UInt32",
          "offset UInt64",
          "recorded_at DateTime64(3, 'UTC')",
          "rejected_at DateTime64(3, 'UTC')",
          "key Nullable(String)",
          "payload Nullable(String)",
          "header_keys Array(String)",
          "header_values Array(Nullable(String))",
          "_topic_id UUID",
          "_partition UInt32",
          "_offset UInt64");

  @Override
  public String table() {
    return "rejected_answers";
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public int partition(AnswerRejected rejected) {
    return Columns.month("rejected_at", rejectedAt(rejected));
  }

  @Override
  public void write(AnswerRejected rejected, Origin origin, RowBuffer row) {
    row.uuid(rejected.getRejectId());
    row.string(word(rejected.getStage()));
    row.string(word(rejected.getReason()));
    row.string(rejected.getDetail());
    row.strings(rejected.getProblems().stream().map(Problem::getField).toList());
    row.strings(rejected.getProblems().stream().map(Problem::getDetail).toList());
    row.string(orEmpty(rejected.getTenantId()));
    row.string(orEmpty(rejected.getEventId()));
    row.int64(
        rejected.getTenantId() == null || rejected.getCandidateRef() == null
            ? 0
            : CandidateKey.of(rejected.getTenantId(), rejected.getCandidateRef()));
    row.string(rejected.getTopic());
    row.uint32(rejected.getPartition());
    row.int64(rejected.getOffset());
    // Kafka says -1 for a record without a timestamp, and a bad one may be why it was rejected:
    // ClickHouse keeps what it can of it.
    row.int64(rejected.getRecordedAt().toEpochMilli());
    row.int64(millis("rejected_at", rejectedAt(rejected)));
    writeNullable(rejected.getKey(), row);
    writeNullable(rejected.getPayload(), row);
    row.strings(rejected.getHeaders().stream().map(Header::getKey).toList());
    row.array(rejected.getHeaders(), (header, value) -> writeNullable(header.getValue(), value));
    origin.write(row);
  }

  /** Moved into the range that the table has, however wrong: a reject must find its place. */
  private static long rejectedAt(AnswerRejected rejected) {
    return Columns.nearestMillis(rejected.getRejectedAt().toEpochMilli());
  }

  private static void writeNullable(ByteBuffer value, RowBuffer row) {
    row.isNull(value == null);
    if (value != null) {
      var bytes = new byte[value.remaining()];
      value.duplicate().get(bytes);
      row.bytes(bytes);
    }
  }
}
