package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.Settlements;
import dev.starstream.aggregates.Sink;
import dev.starstream.aggregates.SinkConfig;
import dev.starstream.aggregates.Verifier;
import dev.starstream.aggregates.VerifyReport;
import dev.starstream.aggregates.VerifyReport.Check;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The verifier finds what was done to the tables behind the sink's back, by name, and nothing else.
 * Filled once and spoiled in all ways at once: a verifier that finds something looks six times, so
 * one look is for all tests, each of which searches it for one thing alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class VerifierIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCORED = Topics.ANSWERS_SCORED.name();
  private static final List<String> TOPICS =
      List.of(SCORED, Topics.ANSWERS_RESCORED.name(), Topics.ANSWERS_REJECTED.name());
  private static final int ROWS = 400;
  private static final int REJECTS = 2;

  /** One of them is a replay, which adds no row. */
  private static final int RECORDS = ROWS + REJECTS + 1;

  private static final UUID CHANGED = new UUID(9, 9);
  private static final UUID GHOST = new UUID(10, 10);

  private final String name = "verify-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final ScoredAnswers answers =
      new ScoredAnswers(name, Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Stack stack;
  private Serializer<AnswerScored> serializer;
  private Instant since;
  private Map<String, String> settings;
  private SinkConfig config;
  private Client client;
  private FaultyClickHouse faults;
  private Admin admin;
  private KafkaProducer<String, byte[]> producer;

  private String groupOfDeleted;
  private String rejectRemoved;
  private String rejectDoubled;
  private Map<String, List<String>> amongRows = Map.of();
  private Map<String, List<String>> amongRollups = Map.of();

  /** Answers and rejects, all in their tables. */
  @BeforeAll
  void fillTables() throws Exception {
    stack = SharedStack.get();
    settings =
        Map.of(
            "kafka.bootstrap-servers", stack.kafkaBootstrap(),
            "registry.url", stack.registryUrl(),
            "clickhouse.url", stack.clickHouseUrl(),
            "clickhouse.user", stack.clickHouseUser(),
            "clickhouse.password", stack.clickHousePassword(),
            "clickhouse.database", name.replace('-', '_'),
            "sink.group-id", name);
    var loaded = Settings.load(Optional.empty(), Map.of(), settings);
    Provision.all(loaded);
    var serdes = AvroSerdes.of(Map.of("schema.registry.url", stack.registryUrl()));
    serializer = serdes.answerScored().serializer();
    client = ClickHouse.openClient(loaded.clickHouse());
    admin = open(Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrap())));
    producer =
        open(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrap(), "linger.ms", 20),
                new StringSerializer(),
                new ByteArraySerializer()));
    commitEnds();
    since = Instant.now();
    config = loaded.sink().withBatches(90, 1 << 20, Duration.ofMillis(50));
    faults = open(new FaultyClickHouse(stack.clickHouseUrl()));
    var faulty = new HashMap<>(settings);
    faulty.put("clickhouse.url", faults.url().toString());
    open(
        Sink.start(
            Settings.load(Optional.empty(), Map.of(), faulty)
                .sink()
                .withBatches(90, 1 << 20, Duration.ofMillis(50))));
    send(0, ROWS - 1);
    send("over", serialize(answers.withOverall(900, 1.5)));
    send("bytes", "no avro".getBytes(UTF_8));
    // An answer and its replay, so close that one insert has both.
    var last = serialize(answers.answer(ROWS - 1));
    var replay = new ProducerRecord<>(SCORED, "replay", last);
    new RecordOrigin(Topics.ANSWERS_SUBMITTED.name(), 0, 5, since).write(replay.headers());
    var unused = producer.send(new ProducerRecord<>(SCORED, "replay", last));
    producer.send(replay).get();
    await().atMost(PATIENCE).until(() -> number("SELECT count() FROM rejected_answers") == REJECTS);
    await().atMost(PATIENCE).until(() -> number("SELECT count() FROM answer_texts") == ROWS);
    // The last commit comes after the last row.
    await().atMost(PATIENCE).until(() -> verify().checks().get(0).compared() == RECORDS);
  }

  @AfterAll
  void closeAll() throws Exception {
    for (var i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    client.execute("DROP DATABASE " + settings.get("clickhouse.database")).get();
    client.close();
  }

  @Test
  @Order(1)
  void whatTheSinkWrote_hasNoDifference() {
    // When
    var report = verify();
    // Then
    assertThat(found(report)).isEmpty();
    var compared = report.checks().stream().collect(Collectors.toMap(Check::name, Check::compared));
    assertThat(compared)
        .containsEntry("answers.scored", (long) RECORDS)
        .containsEntry("answers.rescored", 0L)
        .containsEntry("answers.rejected", (long) REJECTS)
        .containsEntry("answer_scores", (long) ROWS)
        .containsEntry("answer_texts", (long) ROWS)
        .containsEntry("star_daily", (long) ROWS)
        .hasSize(11);
    assertThat(command()).isZero();
  }

  @Test
  @Tag("long")
  @Order(2)
  void liveTraffic_isNoFalseAlarm() throws Exception {
    // Given
    var sender = Executors.newSingleThreadExecutor();
    var stopped = new AtomicBoolean();
    var sent =
        sender.submit(
            () -> {
              var number = 1000;
              while (!stopped.get()) {
                send(number, number + 25);
                number += 25;
                // As fast as the sink can follow with its small inserts.
                LockSupport.parkNanos(100_000_000);
              }
              return number;
            });
    try {
      // When
      var reports = new ArrayList<VerifyReport>();
      for (var i = 0; i < 5; i++) {
        reports.add(verify());
      }
      // Then
      stopped.set(true);
      awaitTexts(ROWS + sent.get() - 1000);
      assertThat(reports).allSatisfy(report -> assertThat(found(report)).isEmpty());
      assertThat(reports.get(4).checks().get(0).compared())
          .isGreaterThan(reports.get(0).checks().get(0).compared());
    } finally {
      stopped.set(true);
      sender.shutdown();
    }
  }

  @Test
  @Order(3)
  void rowsWithoutTheirTextsYet_areNoFalseAlarm() throws Exception {
    // Given: score and text are four seconds apart, the comparisons less
    var rows = number("SELECT count() FROM answer_scores");
    faults.next(FaultyClickHouse.Fault.DELAY, 0);
    try {
      send("one partition", serialize(answers.answer(300_000)));
      await().atMost(PATIENCE).until(() -> number("SELECT count() FROM answer_scores") > rows);
      // When
      var report = verify();
      // Then
      assertThat(found(report)).isEmpty();
      assertThat(faults.faults()).isPositive();
    } finally {
      faults.next(FaultyClickHouse.Fault.NONE, 0);
    }
  }

  @Test
  void rowDeleted_isFoundByItsId() throws Exception {
    // Given
    var id = id(7);
    // When
    var found = foundAmongSpoiledRows();
    // Then
    assertThat(about(id, found))
        .hasSize(2)
        .containsEntry("answer_texts", List.of(id + ": text without its score"))
        .hasEntrySatisfying(
            "answers.scored",
            lines ->
                assertThat(lines)
                    .singleElement()
                    .asString()
                    .startsWith(id + " at answers.scored-")
                    .endsWith(": no row"));
    assertThat(about(groupOfDeleted, found))
        .containsOnlyKeys("answers_daily", "star_daily", "mistakes_daily", "questions_daily");
  }

  @Test
  void rowDoubled_isFoundByItsId() throws Exception {
    // Given: the views count it twice as well, so that rollups equal a recount
    var id = id(8);
    // When
    var found = about(id, foundAmongSpoiledRows());
    // Then
    assertThat(found)
        .hasSize(2)
        .containsEntry("answer_scores", List.of(id + ": 2 rows of scorer 1.0.0"));
    assertThat(found.get("answers.scored").get(0)).endsWith(": the record is two rows");
  }

  @Test
  void answerChanged_isFoundByItsRecord() throws Exception {
    // When
    var found = about(id(9), foundAmongSpoiledRows());
    // Then
    assertThat(found.get("answers.scored"))
        .singleElement()
        .asString()
        .endsWith(": the row is of answer " + CHANGED);
  }

  @Test
  void rowWithoutARecord_isFoundByItsId() throws Exception {
    // When
    var found = about(GHOST.toString(), foundAmongSpoiledRows());
    // Then
    assertThat(found.get("answers.scored"))
        .singleElement()
        .asString()
        .endsWith(": a row without a record");
    assertThat(found.get("answer_texts")).containsExactly(GHOST + ": no text");
  }

  @Test
  void textRemoved_isFoundByItsId() throws Exception {
    // Given
    var id = id(11);
    // When
    var found = about(id, foundAmongSpoiledRows());
    // Then
    assertThat(found).isEqualTo(Map.of("answer_texts", List.of(id + ": no text")));
    assertThat(command()).isEqualTo(Starstream.NUMBERS_DIFFER);
  }

  @Test
  void rejectRemoved_isFoundByItsIdAndTheRecordByItsOwn() throws Exception {
    // When
    var found = foundAmongSpoiledRows();
    // Then
    assertThat(about(rejectRemoved, found)).containsOnlyKeys("answers.rejected");
    assertThat(about(rejectRemoved, found).get("answers.rejected").get(0)).endsWith(": no row");
    assertThat(about(id(900), found)).containsOnlyKeys("answers.scored");
  }

  @Test
  void rejectDoubled_isFoundByItsId() throws Exception {
    // When
    var found = foundAmongSpoiledRows();
    // Then
    assertThat(found.get("rejected_answers")).containsExactly(rejectDoubled + ": 2 rows");
  }

  @Test
  void rollupGroupsDeleted_areFoundByGroup() throws Exception {
    // When
    var found = about("day=2026-09-22", foundAmongSpoiledRollups());
    // Then
    assertThat(found.get("star_daily"))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("part=task")
                    .containsPattern("answers 0 \\(recount [1-9]"));
  }

  @Test
  void rollupGroupDoubled_isFoundByItsGroup() throws Exception {
    // When
    var found = about("day=2026-09-25", foundAmongSpoiledRollups());
    // Then: twice the answers, of the same people
    assertThat(found).containsOnlyKeys("mistakes_daily");
    assertThat(found.get("mistakes_daily"))
        .singleElement()
        .asString()
        .contains("answers ", "overall_sum ")
        .doesNotContain("people");
  }

  @Test
  void settledRowsDeleted_areFoundByTheirTable() throws Exception {
    // When
    var found = foundAmongSpoiledRollups();
    // Then
    assertThat(found.get("settlements"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches("practice tenant=.*: answers \\d+ .*"));
  }

  @Test
  void serverAway_isNoVerdict() {
    assertThat(
            command(
                "--set",
                "kafka.bootstrap-servers=127.0.0.1:1",
                "--set",
                "kafka.properties=default.api.timeout.ms=2000,request.timeout.ms=1000"))
        .isEqualTo(Starstream.DEPENDENCY_DOWN);
    assertThat(command("--set", "clickhouse.url=http://127.0.0.1:1"))
        .isEqualTo(Starstream.DEPENDENCY_DOWN);
  }

  /** What is found once rows are spoiled, each in a way of its own. */
  private Map<String, List<String>> foundAmongSpoiledRows() throws Exception {
    if (amongRows.isEmpty()) {
      spoilRows();
      // The commit of the last answers comes a little after their rows.
      amongRows =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> found(verify()),
                  found -> about(GHOST.toString(), found).containsKey("answers.scored"));
    }
    return amongRows;
  }

  private void spoilRows() throws Exception {
    groupOfDeleted = group(id(7));
    deleteScore(7);
    execute(
        "INSERT INTO answer_scores SELECT * FROM answer_scores WHERE answer_id = '"
            + id(8)
            + "' SETTINGS insert_deduplicate = 0");
    execute(copyAs(9, "toUUID('" + CHANGED + "') AS answer_id"));
    deleteScore(9);
    // Offsets of a transaction that came to nothing, with answers behind them
    var gap = abortedRecord();
    var texts = number("SELECT count() FROM answer_texts");
    send(200_000, 200_090);
    awaitTexts(texts + 90);
    execute(
        copyAs(
            10,
            "toUUID('%s') AS answer_id, %d AS _partition, %d AS _offset"
                .formatted(GHOST, gap.partition(), gap.offset())));
    execute("ALTER TABLE answer_texts DELETE WHERE answer_id = '" + id(11) + "'");
    rejectRemoved =
        text("SELECT toString(reject_id) AS x FROM rejected_answers WHERE event_id = 'event-900'");
    execute("ALTER TABLE rejected_answers DELETE WHERE reject_id = '" + rejectRemoved + "'");
    rejectDoubled =
        text("SELECT toString(reject_id) AS x FROM rejected_answers WHERE reason = 'undecodable'");
    execute(
        "INSERT INTO rejected_answers SELECT * REPLACE (_offset + 1000000 AS _offset) FROM"
            + " rejected_answers WHERE reason = 'undecodable' SETTINGS insert_deduplicate = 0");
  }

  private void deleteScore(int number) {
    execute("ALTER TABLE answer_scores DELETE WHERE answer_id = '" + id(number) + "'");
  }

  /** The same with rollups, once the rows have been looked at: a report names twenty of a kind. */
  private Map<String, List<String>> foundAmongSpoiledRollups() throws Exception {
    if (amongRollups.isEmpty()) {
      foundAmongSpoiledRows();
      execute("ALTER TABLE star_daily DELETE WHERE day = '2026-09-22' AND part = 'task'");
      execute("OPTIMIZE TABLE mistakes_daily FINAL");
      execute(
          "INSERT INTO mistakes_daily SELECT * FROM mistakes_daily WHERE day = '2026-09-25' LIMIT 1"
              + " SETTINGS insert_deduplicate = 0");
      try (var settlements = Settlements.open(config.clickHouse())) {
        settlements.settle(client.queryAll("SELECT now64(3) AS x").get(0).getInstant("x"));
      }
      assertThat(found(verify())).doesNotContainKey("settlements");
      execute("ALTER TABLE practice DELETE WHERE candidate_key % 7 = 0");
      amongRollups = found(verify());
    }
    return amongRollups;
  }

  private String id(int number) {
    return answers.answer(number).getAnswerId().toString();
  }

  private static String copyAs(int number, String replaced) {
    return "INSERT INTO answer_scores SELECT * REPLACE (%s) FROM answer_scores WHERE event_id ="
            .formatted(replaced)
        + " 'event-"
        + number
        + "'";
  }

  /** The group of an answer in answers_daily as a report names it, from day to level. */
  private String group(String id) {
    return text(
        "SELECT format('day={} company={} category={} ', toString(toDate(submitted_at)), company,"
            + " category) AS x FROM answer_scores WHERE answer_id = '"
            + id
            + "'");
  }

  private RecordMetadata abortedRecord() throws Exception {
    try (var transaction =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafkaBootstrap(), "transactional.id", name),
            new StringSerializer(),
            new ByteArraySerializer())) {
      transaction.initTransactions();
      transaction.beginTransaction();
      var sent =
          transaction
              .send(new ProducerRecord<>(SCORED, "gone", serialize(answers.answer(1))))
              .get();
      transaction.abortTransaction();
      return sent;
    }
  }

  private void awaitTexts(long texts) {
    await().atMost(PATIENCE).until(() -> number("SELECT count() FROM answer_texts") == texts);
  }

  private int command(String... more) {
    var words = new ArrayList<>(List.of("verify", "--since", since.toString()));
    settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    words.addAll(List.of(more));
    return Starstream.commandLine().execute(words.toArray(String[]::new));
  }

  private VerifyReport verify() {
    return Verifier.of(config).withPause(Duration.ofMillis(50)).run(Optional.of(since));
  }

  /** The differences by check. */
  private static Map<String, List<String>> found(VerifyReport report) {
    var found = new HashMap<String, List<String>>();
    for (var check : report.checks()) {
      if (check.differences() > 0) {
        found.put(
            check.name(),
            check.first().stream().map(one -> one.place() + ": " + one.detail()).toList());
      }
    }
    return found;
  }

  /** Of the differences, the lines that begin with or contain a place. */
  private static Map<String, List<String>> about(String place, Map<String, List<String>> found) {
    var about = new HashMap<String, List<String>>();
    found.forEach(
        (check, lines) -> {
          var some = lines.stream().filter(line -> line.contains(place)).toList();
          if (!some.isEmpty()) {
            about.put(check, some);
          }
        });
    return about;
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  /** What other tests left on the topics is not for this one. */
  private void commitEnds() throws Exception {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (var description : admin.describeTopics(TOPICS).allTopicNames().get().values()) {
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
    admin.alterConsumerGroupOffsets(name, offsets).all().get();
  }

  private void send(int from, int to) throws Exception {
    for (var number = from; number < to; number++) {
      var scored = answers.answer(number);
      var key = Topics.key(name, scored.getAnswer().getCandidateRef());
      var unused = producer.send(new ProducerRecord<>(SCORED, key, serialize(scored)));
    }
    producer.flush();
  }

  private void send(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(SCORED, key, value)).get();
  }

  private byte[] serialize(AnswerScored scored) {
    return serializer.serialize(SCORED, scored);
  }

  /** A mutation is waited for. */
  private void execute(String sql) {
    try {
      client.execute(sql + (sql.startsWith("ALTER") ? " SETTINGS mutations_sync = 2" : "")).get();
    } catch (Exception e) {
      throw new AssertionError(sql, e);
    }
  }

  private String text(String sql) {
    return client.queryAll(sql).get(0).getString("x");
  }

  private long number(String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }
}
