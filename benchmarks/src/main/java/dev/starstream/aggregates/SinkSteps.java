package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.devstack.Component;
import dev.starstream.devstack.Stack;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.scoring.stream.CohortScores;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What the single steps of the sink cost in CPU: reading a record, making its rows, and ClickHouse
 * taking them into each table, {@code answer_scores} with its views and without. Each step several
 * times; the least counts, since all else is other people's work on the machine.
 */
final class SinkSteps {

  private static final int ROUNDS = 8;
  private static final UUID TOPIC = new UUID(1, 1);
  private static final String TOPIC_NAME = Topics.ANSWERS_SCORED.name();

  private final Stack stack;
  private final int answers;
  private final List<byte[]> records = new ArrayList<>();
  private Deserializer<ScoredRecord> deserializer = (topic, bytes) -> new ScoredRecord();

  SinkSteps(Stack stack, int answers) {
    this.stack = stack;
    this.answers = answers;
  }

  /** Prints one line a step. The schemas are registered by then. */
  void print() throws Exception {
    var serdes = AvroSerdes.of(Map.of("schema.registry.url", stack.registryUrl()));
    var scores = new CohortScores(Math.min(answers, 8000), Duration.ofDays(1));
    try (var serializer = serdes.answerScored().serializer()) {
      for (var number = 0; number < answers; number++) {
        records.add(serializer.serialize(TOPIC_NAME, scores.numbered(number)));
      }
    }
    deserializer = new ScoredRecordDeserializer(serdes.answerScoredBodies());
    print(
        "sink: Avro to fields",
        least(
            round -> records.forEach(bytes -> deserializer.deserialize(TOPIC_NAME, bytes)),
            SinkSteps::threadNanos));
    for (var mapping : List.of(new AnswerScoreRow(), new AnswerTextRow())) {
      print(
          "sink: Avro to fields, and to rows of " + mapping.table(),
          least(round -> blocks(mapping), SinkSteps::threadNanos));
    }
    var views = database("steps_with_views");
    var bare = database("steps_bare");
    dropViews(bare);
    printInsert("", bare, new AnswerScoreRow());
    printInsert("", bare, new AnswerTextRow());
    printInsert(" and all views", views, new AnswerScoreRow());
  }

  private void printInsert(String more, ClickHouseConfig clickHouse, RowMapping<ScoredRecord> rows)
      throws Exception {
    var config =
        SinkConfig.of(
                Map.of("bootstrap.servers", stack.kafkaBootstrap()),
                Map.of("schema.registry.url", stack.registryUrl()),
                clickHouse)
            .withName("steps");
    var blocks = blocks(rows);
    try (var client = ClickHouse.openInsertClient(clickHouse, Duration.ofMinutes(5))) {
      // A token of its own for each round, or all but the first would be dropped.
      print(
          "clickhouse: insert into " + rows.table() + more,
          least(
              round -> {
                var inserter =
                    new Inserter(
                        client,
                        config,
                        (any, block, topicId, partition) ->
                            Optional.of(round + "/" + block.table() + block.tablePartition()));
                blocks.forEach(block -> inserter.insert(block, TOPIC, 0));
              },
              this::clickHouseNanos));
    }
  }

  private List<Block> blocks(RowMapping<ScoredRecord> rows) {
    var builders = new TreeMap<Integer, Block.Builder>();
    for (var number = 0; number < records.size(); number++) {
      var scored = deserializer.deserialize(TOPIC_NAME, records.get(number));
      var builder =
          builders.computeIfAbsent(
              rows.partition(scored),
              partition ->
                  new Block.Builder(
                      rows.table(), rows.columns(), partition, new RowBuffer(rows.columns())));
      rows.write(scored, new Origin(TOPIC, 0, number), builder.buffer());
      builder.endRow(number);
    }
    return builders.values().stream().map(Block.Builder::build).toList();
  }

  private ClickHouseConfig database(String name) {
    var clickHouse =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            name);
    new Migrator(clickHouse).migrate();
    return clickHouse;
  }

  private static void dropViews(ClickHouseConfig clickHouse) throws Exception {
    try (var client = ClickHouse.openClient(clickHouse)) {
      for (var view : views(client)) {
        client.execute("DROP VIEW " + view).get();
      }
    }
  }

  private static List<String> views(Client client) {
    return client
        .queryAll(
            "SELECT name FROM system.tables"
                + " WHERE database = currentDatabase() AND engine = 'MaterializedView'")
        .stream()
        .map(row -> row.getString("name"))
        .toList();
  }

  private interface Step {
    void run(int round) throws Exception;
  }

  private interface Clock {
    long nanos();
  }

  private static long least(Step step, Clock clock) throws Exception {
    var least = Long.MAX_VALUE;
    for (var round = 0; round < ROUNDS; round++) {
      var before = clock.nanos();
      step.run(round);
      least = Math.min(least, clock.nanos() - before);
    }
    return least;
  }

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The whole process: its HTTP side, the engine, merges. */
  private long clickHouseNanos() {
    return stack.components().stream()
        .filter(component -> component.role() == Component.Role.CLICKHOUSE)
        .map(component -> SinkBenchmark.cpu(component).toNanos())
        .findFirst()
        .orElse(0L);
  }

  private void print(String step, long nanos) {
    System.out.printf(
        Locale.ROOT, "%-55s %6.1f us CPU an answer%n", step, nanos / 1000.0 / answers);
  }
}
