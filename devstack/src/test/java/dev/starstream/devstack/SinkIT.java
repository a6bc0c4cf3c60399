package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Migrator;
import dev.starstream.aggregates.Sink;
import dev.starstream.aggregates.SinkConfig;
import dev.starstream.aggregates.SinkException;
import dev.starstream.devstack.FaultyClickHouse.Fault;
import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The sink's promise on real parts: set equality of answers, and every rollup equal to a recount.
 * Each test has empty tables, a tenant and a consumer group of its own and begins at the end of the
 * topics, so what other tests left there does not count.
 */
final class SinkIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCORED = Topics.ANSWERS_SCORED.name();

  private static final String WRITTEN_TABLES =
      """
      SELECT name
      FROM system.tables
      WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND total_rows > 0
          AND name NOT IN ('schema_migrations', 'scorer_activations')
      """;

  private static Stack stack;
  private static AvroSerdes serdes;
  private static ClickHouseConfig clickHouse;

  private final String name = "sink-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final ScoredAnswers answers = new ScoredAnswers(name, now);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Client client;
  private Admin admin;
  private KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void startStack() {
    stack = SharedStack.get();
    var registry = Map.of("schema.registry.url", stack.registryUrl());
    serdes = AvroSerdes.of(registry);
    clickHouse = newDatabase();
  }

  private static ClickHouseConfig newDatabase() {
    var config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            "sink_it_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    return config;
  }

  @AfterAll
  static void dropDatabase() throws Exception {
    try (var connection = ClickHouse.openConnection(clickHouse.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + clickHouse.database());
    }
  }

  @BeforeEach
  void connect() throws Exception {
    client = ClickHouse.openClient(clickHouse);
    admin = open(Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap())));
    producer =
        open(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap(), "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer()));
    commit(endOffsets());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (var i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    for (var table : client.queryAll(WRITTEN_TABLES)) {
      client.execute("TRUNCATE TABLE " + table.getString("name")).get();
    }
    client.close();
  }

  @Test
  void manyAnswers_eachIsOneRowInBothTables() throws Exception {
    // Given
    var config = config(clickHouse).withThreads(2).withBatches(400, 1 << 20, Duration.ofMillis(50));
    open(Sink.start(config));
    // When
    var sent = send(0, 1500);
    // Then
    awaitAnswers(sent);
    assertSound();
  }

  @Test
  @Tag("long")
  void trickleAndBurst_areQueryableWithinTenSecondsInFewParts() throws Exception {
    // Given: batches as they are unless told otherwise
    open(Sink.start(config(clickHouse)));
    awaitAnswers(send(0, 1));
    // When
    var queryable = new ArrayList<Duration>();
    for (var number = 1; number <= 6; number++) {
      var sent = Instant.now();
      send(number, number + 1);
      var rows = number + 1;
      await().atMost(PATIENCE).until(() -> count("answer_texts") == rows);
      queryable.add(Duration.between(sent, Instant.now()));
    }
    send(7, 4000);
    await().atMost(PATIENCE).until(() -> count("answer_texts") == 4000);
    // Then
    assertThat(queryable).allMatch(took -> took.toSeconds() < 10);
    assertThat(
            number(
                "SELECT max(parts) FROM (SELECT count() AS parts FROM system.parts WHERE active AND"
                    + " database = currentDatabase() GROUP BY table, partition)"))
        .isLessThan(50);
    assertSound();
  }

  private long count(String table) {
    return number("SELECT count() FROM " + table);
  }

  @Test
  void oneAnswer_isWrittenAsItWasScored() throws Exception {
    // Given
    open(Sink.start(config(clickHouse)));
    // When
    awaitAnswers(send(1, 2));
    // Then
    assertThat(
            client
                .queryAll(
                    """
                    SELECT concat_ws('|', tenant_id, event_id, cohort, question_id, company, level,
                        attempt_no, modality, submitted_at, local_hour, local_dow, metric_count,
                        metrics_percent, outcome_metric, duration_ms, round(overall, 4), passed)
                        AS flat
                    FROM answer_scores
                    """)
                .get(0)
                .getString("flat"))
        .isEqualTo(
            name
                + "|event-1|autumn|failure_1|netflix|junior|2|transcript"
                + "|2026-09-20 10:53:00.000|12|7|1|1|true|90000|0.7309|true");
    assertThat(client.queryAll("SELECT text FROM answer_texts").get(0).getString(1))
        .isEqualTo("I mended the label printer. Returns fell by 12 %. Number 1.");
    assertThat(
            client
                .queryAll("SELECT toJSONString(metric_spans) AS json FROM answer_texts")
                .get(0)
                .getString(1))
        .isEqualTo(
            "[{\"start\":44,\"end\":48,\"kind\":\"percent\",\"value\":12,\"unit\":\"%\","
                + "\"outcome\":true}]");
  }

  @Test
  void lostAnswersOfInserts_countOnce() throws Exception {
    // Given
    var proxy = open(new FaultyClickHouse(stack.clickHouseUrl()));
    proxy.next(Fault.LOSE_ANSWER, 2);
    open(Sink.start(config(through(proxy)).withBatches(100, 1 << 20, Duration.ofMillis(50))));
    // When
    var sent = send(0, 500);
    await().atMost(PATIENCE).until(() -> proxy.faults() >= 5);
    proxy.next(Fault.NONE, 0);
    // Then
    awaitAnswers(sent);
    assertSound();
  }

  @Test
  void crashBetweenInsertAndCommit_countsOnce() throws Exception {
    // Given
    var proxy = open(new FaultyClickHouse(stack.clickHouseUrl()));
    proxy.next(Fault.HOLD_ANSWER, 3);
    var batches = config(through(proxy)).withBatches(100, 1 << 20, Duration.ofMillis(50));
    var crashing = open(Sink.start(batches));
    var sent = send(0, 500);
    assertThat(proxy.awaitHeld()).isTrue();
    crashing.close();
    sent.addAll(send(500, 700));
    // When
    open(Sink.start(config(clickHouse)));
    // Then
    awaitAnswers(sent);
    assertSound();
  }

  @Test
  void committedOffsetsLost_theTablesDecide() throws Exception {
    // Given
    var before = endOffsets();
    var sent = send(0, 500);
    var first =
        open(Sink.start(config(clickHouse).withBatches(70, 1 << 20, Duration.ofMillis(50))));
    awaitAnswers(sent);
    first.close();
    // When: rewound to before the first, and all notes gone
    commit(before);
    sent.addAll(send(500, 600));
    open(Sink.start(config(clickHouse)));
    // Then
    awaitAnswers(sent);
    assertSound();
  }

  @Test
  void badRecords_areRejectedAndNeighboursStay() throws Exception {
    // Given
    var before = endOffsets();
    var sent = send(0, 300);
    send("event-over", serialize(answers.withOverall(900, 1.5)));
    send("event-nan", serialize(answers.withOverall(901, Double.NaN)));
    send("bytes", "no avro".getBytes(UTF_8));
    sent.addAll(send(300, 600));
    // When
    var sink = open(Sink.start(config(clickHouse)));
    // Then
    awaitAnswers(sent);
    await().atMost(PATIENCE).until(() -> rejects().size() == 3);
    assertThat(rejects())
        .containsExactlyInAnyOrder(
            "not_insertable|sink|"
                + name
                + "|event-900|answer_scores: ClickHouse refuses the row:"
                + " VIOLATED_CONSTRAINT scores_are_shares|bytes kept",
            "not_insertable|sink|"
                + name
                + "|event-901|answer_scores: ClickHouse refuses the row:"
                + " VIOLATED_CONSTRAINT scores_are_shares|bytes kept",
            "undecodable|sink|||not Avro of a known schema: SerializationException|bytes kept");
    assertThat(
            client
                .queryAll("SELECT payload FROM rejected_answers WHERE reason = 'undecodable'")
                .get(0)
                .getString(1))
        .isEqualTo("no avro");
    assertSound();

    // And again from the start: nothing is added
    sink.close();
    commit(before);
    var again = open(Sink.start(config(clickHouse)));
    await().atMost(PATIENCE).until(() -> again.rejected() == 3);
    sent.addAll(send(600, 700));
    awaitAnswers(sent);
    assertThat(rejects()).hasSize(3);
    assertSound();
  }

  @Test
  void sinksComeAndGo_countOnce() throws Exception {
    // Given
    var config = config(clickHouse).withBatches(200, 1 << 20, Duration.ofMillis(100));
    var sent = new HashSet<UUID>();
    var first = open(Sink.start(config));
    sent.addAll(send(0, 400));
    // When
    var second = open(Sink.start(config));
    sent.addAll(send(400, 800));
    await().atMost(PATIENCE).until(() -> rows(second) > 0);
    first.close();
    sent.addAll(send(800, 1000));
    // Then
    awaitAnswers(sent);
    assertSound();
  }

  @Test
  void outage_isWaitedOutWithoutRejects() throws Exception {
    // Given
    var proxy = open(new FaultyClickHouse(stack.clickHouseUrl()));
    proxy.next(Fault.REFUSE, 0);
    var sink = open(Sink.start(config(through(proxy))));
    var sent = send(0, 200);
    // When
    await().atMost(PATIENCE).until(() -> sink.retries() >= 4);
    assertThat(sink.isRunning()).isTrue();
    assertThat(sink.lastError()).isPresent();
    proxy.next(Fault.NONE, 0);
    // Then
    awaitAnswers(sent);
    assertThat(sink.rejected()).isZero();
    assertThat(sink.lastError()).isEmpty();
    assertSound();
  }

  @Test
  void viewTargetWithoutWindow_isRefused() throws Exception {
    // Given
    var other = newDatabase();
    client
        .execute(
            "ALTER TABLE "
                + other.database()
                + ".star_daily MODIFY SETTING non_replicated_deduplication_window = 0")
        .get();
    // When, Then
    assertThatThrownBy(() -> Sink.start(config(other)))
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("table star_daily: non_replicated_deduplication_window is 0");
    client.execute("DROP DATABASE " + other.database()).get();
  }

  @Test
  void tablesMissing_isRefused() {
    assertThatThrownBy(() -> Sink.start(config(clickHouse.withDatabase("default"))))
        .isInstanceOf(SinkException.class)
        .hasMessageContaining("table answer_scores: not there (expected: migrate has run)");
  }

  // What a test has

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  private SinkConfig config(ClickHouseConfig database) {
    return SinkConfig.of(
            Map.of("bootstrap.servers", stack.kafkaBootstrap()),
            Map.of("schema.registry.url", stack.registryUrl()),
            database)
        .withName(name)
        .withBatches(1000, 4 << 20, Duration.ofMillis(100))
        .withPatience(
            new SinkConfig.Patience(
                Duration.ofSeconds(20),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofSeconds(1)));
  }

  private ClickHouseConfig through(FaultyClickHouse proxy) {
    return new ClickHouseConfig(
        proxy.url(), clickHouse.user(), clickHouse.password(), clickHouse.database());
  }

  private Map<TopicPartition, OffsetAndMetadata> endOffsets() throws Exception {
    var topics = List.of(SCORED, Topics.ANSWERS_REJECTED.name());
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (var description : admin.describeTopics(topics).allTopicNames().get().values()) {
      for (var partition : description.partitions()) {
        latest.put(
            new TopicPartition(description.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end.offset())));
    return offsets;
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) throws Exception {
    admin.alterConsumerGroupOffsets(name, offsets).all().get();
  }

  /** Sends answers of a range of numbers and returns their ids once Kafka has them. */
  private Set<UUID> send(int from, int to) throws Exception {
    var ids = new HashSet<UUID>();
    var acknowledged = new ArrayList<Future<RecordMetadata>>();
    for (var number = from; number < to; number++) {
      var scored = answers.answer(number);
      var key = Topics.key(name, scored.getAnswer().getCandidateRef());
      acknowledged.add(producer.send(new ProducerRecord<>(SCORED, key, serialize(scored))));
      ids.add(scored.getAnswerId());
    }
    for (var one : acknowledged) {
      one.get();
    }
    return ids;
  }

  private void send(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(SCORED, key, value)).get();
  }

  private static byte[] serialize(AnswerScored scored) {
    return serdes.answerScored().serializer().serialize(SCORED, scored);
  }

  private static long rows(Sink sink) {
    return sink.rows().getOrDefault("answer_scores", 0L);
  }

  /** Waits until every answer is in both tables, and nothing else. */
  private void awaitAnswers(Set<UUID> sent) {
    for (var table : List.of("answer_scores", "answer_texts")) {
      var sql = "SELECT DISTINCT answer_id AS id FROM " + table;
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ids(sql).size()).as(table).isEqualTo(sent.size()));
      var missing = new HashSet<>(sent);
      missing.removeAll(ids(sql));
      assertThat(missing).as("missing in %s", table).isEmpty();
    }
  }

  private Set<UUID> ids(String sql) {
    return client.queryAll(sql).stream().map(row -> row.getUUID("id")).collect(Collectors.toSet());
  }

  private List<String> rejects() {
    return client
        .queryAll(
            """
            SELECT concat_ws('|', reason, stage, tenant_id, event_id, detail,
                if(payload IS NULL, 'no bytes', 'bytes kept'))
                AS flat
            FROM rejected_answers
            """)
        .stream()
        .map(row -> row.getString("flat"))
        .toList();
  }

  /** Nothing is doubled, and every rollup equals a recount. */
  private void assertSound() {
    for (var table : List.of("answer_scores", "answer_texts")) {
      assertThat(number("SELECT count() - uniqExact(answer_id) AS n FROM " + table))
          .as("doubled rows in %s", table)
          .isZero();
    }
    Recount.assertRollupsEqual(client, "answer_scores");
  }

  private long number(String sql) {
    GenericRecord row = client.queryAll(sql).get(0);
    return row.getLong(1);
  }
}
