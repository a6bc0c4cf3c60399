package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Asks the tables what they hold already, by the origin that every row carries. */
final class StoredRows {

  private static final String HIGHEST_OFFSET = Resources.text("statements/highest_offset.sql");
  private static final String OFFSETS = Resources.text("statements/stored_offsets.sql");
  private static final String INSERTS_SINCE = Resources.text("statements/inserts_since.sql");

  private final Client client;

  StoredRows(Client client) {
    this.client = client;
  }

  /** The highest offset of a topic partition in a table, -1 if it holds none. */
  long highestOffset(String table, UUID topicId, int partition) {
    return counted(table).stream()
        .mapToLong(
            from ->
                query(HIGHEST_OFFSET, from, topicId, partition, Map.of()).get(0).getLong("highest"))
        .max()
        .orElse(-1);
  }

  /** The offsets of a topic partition in a table, from first to last. */
  Set<Long> offsets(String table, UUID topicId, int partition, long first, long last) {
    return counted(table).stream()
        .flatMap(
            from ->
                query(OFFSETS, from, topicId, partition, Map.of("first", first, "last", last))
                    .stream())
        .map(row -> row.getLong("stored"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** An erased answer has left answer_scores, but not the rollups: it must not come again. */
  private static List<String> counted(String table) {
    return table.equals("answer_scores") ? List.of(table, "erased_answers") : List.of(table);
  }

  /** How many inserts answer_scores has had after the one that brought these offsets. */
  long insertsSince(UUID topicId, int partition, long first, long last) {
    var range = Map.<String, Object>of("first", first, "last", last);
    return query(INSERTS_SINCE, "answer_scores", topicId, partition, range)
        .get(0)
        .getLong("inserts");
  }

  /** Which records are rows of the table already, from other offsets than first to last. */
  Set<String> elsewhere(
      String statement,
      String table,
      Collection<UUID> ids,
      UUID topicId,
      int partition,
      long first,
      long last) {
    var list = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"));
    var parameters = Map.<String, Object>of("first", first, "last", last, "ids", list);
    return query(statement, table, topicId, partition, parameters).stream()
        .map(row -> row.getString("key"))
        .collect(Collectors.toSet());
  }

  private List<GenericRecord> query(
      String sql, String table, UUID topicId, int partition, Map<String, Object> more) {
    var parameters = new HashMap<String, Object>(more);
    parameters.put("table", table);
    parameters.put("topic_id", topicId.toString());
    parameters.put("partition", partition);
    return client.queryAll(sql, parameters, new QuerySettings());
  }
}
