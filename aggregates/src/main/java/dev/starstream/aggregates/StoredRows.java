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
import org.apache.kafka.common.TopicPartition;

/** Asks the tables what they hold already, by the origin that every row carries. */
final class StoredRows {

  private static final String HIGHEST_OFFSET = Resources.text("statements/highest_offset.sql");
  private static final String OFFSETS = Resources.text("statements/stored_offsets.sql");
  private static final String INSERTS_SINCE = Resources.text("statements/inserts_since.sql");
  private static final String IDS = Resources.text("statements/stored_ids.sql");
  private static final String SINK_REJECTS = Resources.text("statements/sink_rejects.sql");
  private static final String KNOWN_REJECTS = Resources.text("statements/known_rejects.sql");
  private static final String KNOWN_ANSWERS = Resources.text("statements/known_answers.sql");

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
    var parameters = Map.<String, Object>of("first", first, "last", last, "ids", array(ids));
    return query(statement, table, topicId, partition, parameters).stream()
        .map(row -> row.getString("key"))
        .collect(Collectors.toSet());
  }

  /** A row by its origin. */
  record StoredId(long offset, UUID id) {}

  /** The ids in a table from first to last; the origin says of which topic partition. */
  List<StoredId> ids(String table, String idColumn, Origin origin, long first, long last) {
    var parameters = Map.<String, Object>of("first", first, "last", last, "id", idColumn);
    return query(IDS, table, origin.topicId(), origin.partition(), parameters).stream()
        .map(row -> new StoredId(row.getLong("stored"), row.getUUID("id")))
        .toList();
  }

  /** The offsets from first to last that stand in rejected_answers as refused by a sink. */
  Set<Long> sinkRejects(TopicPartition partition, long first, long last) {
    var parameters =
        Map.<String, Object>of(
            "topic",
            partition.topic(),
            "partition",
            partition.partition(),
            "first",
            first,
            "last",
            last);
    return client.queryAll(SINK_REJECTS, parameters, new QuerySettings()).stream()
        .map(row -> row.getLong("rejected"))
        .collect(Collectors.toSet());
  }

  /** Which of these rejects are rows. */
  Set<UUID> knownRejects(Collection<UUID> rejectIds) {
    return known(KNOWN_REJECTS, rejectIds);
  }

  /** Which of these answers are rows, of whichever scorer version. */
  Set<UUID> knownAnswers(Collection<UUID> answerIds) {
    return known(KNOWN_ANSWERS, answerIds);
  }

  private Set<UUID> known(String statement, Collection<UUID> ids) {
    var known = new HashSet<UUID>();
    var left = List.copyOf(ids);
    while (!left.isEmpty()) {
      // The ids travel in the address of the request, which must not grow too long.
      var some = left.subList(0, Math.min(100, left.size()));
      client
          .queryAll(statement, Map.of("ids", array(some)), new QuerySettings())
          .forEach(row -> known.add(row.getUUID("id")));
      left = left.subList(some.size(), left.size());
    }
    return known;
  }

  private static String array(Collection<UUID> ids) {
    return ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"));
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
