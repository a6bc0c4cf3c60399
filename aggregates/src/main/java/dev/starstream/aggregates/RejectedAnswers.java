package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.starstream.events.Problem;
import dev.starstream.schemas.RecordOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Reads {@code rejected_answers}. Safe for several threads, as the client is; the client stays the
 * caller's to close. What the database throws passes through.
 */
public final class RejectedAnswers {

  /** Where a page ends. */
  record Position(Instant rejectedAt, UUID rejectId) {
    static final Position BEFORE_ALL = new Position(Instant.EPOCH, new UUID(0, 0));

    static Position of(RejectedRecord rejected) {
      return new Position(rejected.rejectedAt(), rejected.rejectId());
    }
  }

  private static final String SELECTION = Resources.text("statements/rejected_selection.sql");
  private static final String LIST = statement("rejected_list");
  private static final String COUNTS = statement("rejected_counts");
  private static final String PAGE = statement("rejected_page");

  private final Client client;

  public RejectedAnswers(Client client) {
    this.client = client;
  }

  /** The newest rejects, newest first. */
  public List<RejectedAnswer> newest(RejectSelection selection, int limit) {
    var parameters = parameters(selection);
    parameters.put("limit", limit);
    return client.queryAll(LIST, parameters, new QuerySettings()).stream()
        .map(RejectedAnswers::answer)
        .toList();
  }

  /** How many rejects there are for each reason, the most frequent first. */
  public Map<String, Long> counts(RejectSelection selection) {
    var counts = new LinkedHashMap<String, Long>();
    for (var row : client.queryAll(COUNTS, parameters(selection), new QuerySettings())) {
      counts.put(row.getString("reason"), row.getLong("rejects"));
    }
    return counts;
  }

  /** One reject with its record. */
  public Optional<RejectedRecord> find(UUID rejectId) {
    return page(RejectSelection.of(rejectId), Position.BEFORE_ALL, 1).stream().findFirst();
  }

  /** The next rejects after a position with their records, oldest first; none at the end. */
  List<RejectedRecord> page(RejectSelection selection, Position after, int limit) {
    var parameters = parameters(selection);
    parameters.put("after_ms", after.rejectedAt().toEpochMilli());
    parameters.put("after_id", after.rejectId().toString());
    parameters.put("limit", limit);
    return client.queryAll(PAGE, parameters, new QuerySettings()).stream()
        .map(RejectedAnswers::rejectedRecord)
        .toList();
  }

  private static String statement(String name) {
    return Resources.text("statements/" + name + ".sql").replace("{selection}", SELECTION.strip());
  }

  private static Map<String, Object> parameters(RejectSelection selection) {
    var parameters = new HashMap<String, Object>();
    parameters.put("reasons", array(selection.reasons().stream().map(Columns::word).toList()));
    parameters.put("ids", array(selection.ids()));
    parameters.put("tenant", Insights.escaped(selection.tenant().orElse("")));
    parameters.put("since", selection.since().orElse(Columns.FIRST_TIME).toEpochMilli());
    parameters.put("until", selection.until().orElse(Columns.TIMES_END).toEpochMilli());
    return parameters;
  }

  /** Of words and ids, which hold nothing that would have to be escaped. */
  private static String array(Collection<?> values) {
    return values.stream()
        .map(value -> "'" + value + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static RejectedAnswer answer(GenericRecord row) {
    var bytes = row.getLong("bytes");
    return new RejectedAnswer(
        row.getUUID("id"),
        Instant.ofEpochMilli(row.getLong("rejected_ms")),
        row.getString("by_stage"),
        row.getString("why"),
        row.getString("tenant"),
        row.getString("event"),
        origin(row),
        row.getString("what"),
        bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        row.getLong("scored_since") == 1);
  }

  private static RejectedRecord rejectedRecord(GenericRecord row) {
    return new RejectedRecord(
        row.getUUID("id"),
        Instant.ofEpochMilli(row.getLong("rejected_ms")),
        row.getString("by_stage"),
        row.getString("why"),
        row.getString("tenant"),
        row.getString("event"),
        origin(row),
        row.getString("what"),
        problems(row),
        bytes(row, "key"),
        bytes(row, "payload"),
        headers(row));
  }

  private static RecordOrigin origin(GenericRecord row) {
    return new RecordOrigin(
        row.getString("origin_topic"),
        row.getInteger("origin_partition"),
        row.getLong("origin_offset"),
        Instant.ofEpochMilli(row.getLong("recorded_ms")));
  }

  private static List<Problem> problems(GenericRecord row) {
    var fields = row.<String>getList("fields");
    var details = row.<String>getList("details");
    var problems = new ArrayList<Problem>();
    for (var i = 0; i < fields.size(); i++) {
      problems.add(new Problem(fields.get(i), details.get(i)));
    }
    return problems;
  }

  private static Optional<byte[]> bytes(GenericRecord row, String column) {
    return row.getLong("has_" + column) == 1
        ? Optional.of(Base64.getDecoder().decode(row.getString(column + "_base64")))
        : Optional.empty();
  }

  private static List<Header> headers(GenericRecord row) {
    var names = row.<String>getList("header_names");
    var present = row.<Number>getList("header_has_value");
    var values = row.<String>getList("header_base64");
    var headers = new ArrayList<Header>();
    for (var i = 0; i < names.size(); i++) {
      var value = present.get(i).intValue() == 1 ? Base64.getDecoder().decode(values.get(i)) : null;
      headers.add(new RecordHeader(names.get(i), value));
    }
    return headers;
  }
}
