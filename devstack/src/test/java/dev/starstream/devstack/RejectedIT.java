package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.AnswerRules;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rejects on real servers: listed, shown, and put back in, where twice is once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RejectedIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUBMITTED = Topics.ANSWERS_SUBMITTED.name();
  private static final String SCORED = Topics.ANSWERS_SCORED.name();
  private static final String REJECTED = Topics.ANSWERS_REJECTED.name();

  /** Other tests share the topics; what this one sends is told by its tenant. */
  private final String tenant = "rejected-" + UUID.randomUUID().toString().substring(0, 8);

  private Path directory;
  private Path settingsFile;
  private Settings settings;
  private AvroSerdes serdes;
  private Pipeline pipeline;
  private Client clickHouse;
  private Admin admin;
  private KafkaProducer<byte[], byte[]> producer;

  /** What a command said and how it ended. */
  private record Ended(int exitCode, String out, String err) {
    JsonNode json() throws Exception {
      return JSON.readTree(out);
    }
  }

  @BeforeAll
  void startPipeline(@TempDir Path directory) throws Exception {
    this.directory = directory;
    var flags = LocalSystem.addresses(SharedStack.get(), directory.resolve("state"), 0);
    flags.put("http.auth", "off");
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", tenant.replace('-', '_'));
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    settingsFile = directory.resolve("starstream.conf");
    Files.write(
        settingsFile,
        flags.entrySet().stream()
            .map(flag -> flag.getKey() + " = \"" + flag.getValue() + "\"")
            .toList());
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    serdes = AvroSerdes.of(settings.registry());
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = Pipeline.start(settings, EnumSet.of(Pipeline.Role.SCORING, Pipeline.Role.SINK));
    clickHouse = ClickHouse.openClient(settings.clickHouse());
    admin = Admin.create(Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  void stopPipeline() throws Exception {
    producer.close();
    admin.close();
    pipeline.close();
    clickHouse.execute("DROP DATABASE " + settings.clickHouse().database()).get();
    clickHouse.close();
  }

  @Test
  void invalidAnswer_replayedTwiceOnceItIsValid_isOneRow() throws Exception {
    // Given: ahead of the clock by a little more than is allowed, which time mends
    var submittedAt = Instant.now().plus(AnswerRules.MAX_CLOCK_SKEW).plusSeconds(5);
    var answer = answer("early").setSubmittedAt(submittedAt.truncatedTo(ChronoUnit.MILLIS));
    var sent = send("early", bytes(answer.build()), Instant.now().minusSeconds(90));
    var id = awaitReject("early");
    assertThat(run("list", "--tenant", tenant, "--format", "csv").out())
        .contains(id + ",", "scoring,invalid," + tenant + ",early,answers.submitted,");
    await()
        .atMost(PATIENCE)
        .until(() -> Instant.now().plus(AnswerRules.MAX_CLOCK_SKEW).isAfter(submittedAt));

    // When
    var first = run("replay", "--id", id, "--json");
    var second = run("replay", "--id", id, "--json");

    // Then
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.json().path("byReason").path("invalid").asInt()).isEqualTo(1);
    assertThat(second.json().path("replayed").asInt()).isEqualTo(1);
    awaitHandled(SUBMITTED, "early", 3, tenant + "-scoring");
    awaitNumber("SELECT count() FROM answer_scores WHERE event_id = 'early'", 1);
    var records = records(SUBMITTED, "early");
    assertThat(records).hasSize(3);
    for (var replayed : records.subList(1, 3)) {
      assertSameRecord(records.get(0), replayed);
      assertThat(RecordOrigin.read(replayed.headers()))
          .contains(
              new RecordOrigin(
                  SUBMITTED,
                  sent.partition(),
                  sent.offset(),
                  Instant.ofEpochMilli(records.get(0).timestamp())));
    }
    settle("early");
    assertThat(number("SELECT count() FROM answer_scores WHERE event_id = 'early'")).isEqualTo(1);
    assertThat(listed("early").path("scoredSince").asBoolean()).isTrue();
  }

  @Test
  void unknownQuestion_replayedToTheSameCatalogue_isTheSameReject() throws Exception {
    // Given
    var answer = answer("unknown").setQuestionId("no_such_question").build();
    send("unknown", bytes(answer), Instant.now());
    var id = awaitReject("unknown");
    var before = listed("unknown");

    // When
    var dry = run("replay", "--id", id, "--dry-run");
    var recordsAfterDry = records(SUBMITTED, "unknown").size();
    run("replay", "--id", id);
    run("replay", "--id", id);

    // Then
    assertThat(dry.out())
        .contains(id + "  unknown_question  answers.submitted-", "1 would be replayed");
    assertThat(recordsAfterDry).isEqualTo(1);
    awaitHandled(SUBMITTED, "unknown", 3, tenant + "-scoring");
    awaitHandled(REJECTED, "unknown", 3, tenant + "-sink");
    settle("unknown");
    assertThat(number("SELECT count() FROM rejected_answers WHERE event_id = 'unknown'"))
        .isEqualTo(1);
    assertThat(listed("unknown")).isEqualTo(before);
    assertThat(before.path("reason").asText()).isEqualTo("unknown_question");
    assertThat(before.path("scoredSince").asBoolean()).isFalse();
  }

  @Test
  void rowThatNoTableTakes_replayedTwiceOnceTheTableIsMended_isOneRow() throws Exception {
    // Given
    var scored = new ScoredAnswers(tenant, Instant.now()).withOverall(900, 1.5);
    var bytes = serdes.answerScored().serializer().serialize(SCORED, scored);
    var origin = send(SCORED, "over", bytes, Instant.now());
    var id = awaitReject("event-900");
    assertThat(listed("event-900").path("reason").asText()).isEqualTo("not_insertable");
    clickHouse.execute("ALTER TABLE answer_scores DROP CONSTRAINT scores_are_shares").get();

    // When
    var first = run("replay", "--id", id);
    var second = run("replay", "--id", id);

    // Then
    assertThat(first.out()).isEqualTo("1 replayed: 1 not_insertable\n");
    assertThat(second.out()).isEqualTo("1 replayed: 1 not_insertable\n");
    var replayed = awaitHandled(SCORED, "over", 3, tenant + "-sink").get(2);
    assertThat(RecordOrigin.read(replayed.headers()).orElseThrow().offset())
        .isEqualTo(origin.offset());
    awaitNumber("SELECT count() FROM answer_scores WHERE event_id = 'event-900'", 1);
    settle("over");
    for (var table : List.of("answer_scores", "answer_texts")) {
      assertThat(
              number(
                  "SELECT count() FROM %s WHERE answer_id = '%s'"
                      .formatted(table, scored.getAnswerId())))
          .as(table)
          .isEqualTo(1);
    }
    // A view has its rows a moment after the table.
    awaitNumber(
        "SELECT sum(answers) FROM answers_daily WHERE tenant_id = '" + tenant + "'",
        number("SELECT count() FROM answer_scores WHERE tenant_id = '" + tenant + "'"));
    assertThat(listed("event-900").path("scoredSince").asBoolean()).isTrue();
  }

  @Test
  void show_tellsAllButTheText() throws Exception {
    // Given
    var answer = answer("shown").setAttemptNo(0).setText("I mended the blue bicycle.").build();
    send("shown", bytes(answer), Instant.now());
    var id = awaitReject("shown");
    var raw = directory.resolve("record.bin");

    // When
    var shown = run("show", id);
    var withText = run("show", id, "--text");
    var written = run("show", id, "--raw", raw.toString());

    // Then
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out().lines())
        .contains(
            "reject id             " + id,
            "reason                invalid",
            "problem               attempt_no is 0 (expected: 1 to 1000)",
            "key                   " + tenant + "/shown",
            "header                traceparent: 00-rejected-it",
            "event_id              shown",
            "text                  26 characters (--text shows them)");
    assertThat(shown.out()).doesNotContain("bicycle");
    assertThat(withText.out()).contains("text                  I mended the blue bicycle.");
    assertThat(written.exitCode()).isZero();
    assertThat(Files.readAllBytes(raw)).isEqualTo(bytes(answer));
  }

  @Test
  void undecodableBytes_areShownInHexadecimalWithoutTheirCharacters() throws Exception {
    // Given
    var json = "{\"text\": \"I mended the blue bicycle.\"}".getBytes(UTF_8);
    var sent = send("garbage", json, Instant.now());
    var where =
        "WHERE reason = 'undecodable' AND partition = %d AND offset = %d"
            .formatted(sent.partition(), sent.offset());
    awaitNumber("SELECT count() FROM rejected_answers " + where, 1);
    var id = text("SELECT toString(reject_id) FROM rejected_answers " + where);

    // When
    var shown = run("show", id);
    var listed = run("list", "--tenant", tenant, "--reason", "undecodable", "--format", "json");

    // Then
    assertThat(shown.out())
        .contains("00000000  7b 22 74 65 78 74 22 3a 20 22 49 20 6d 65 6e 64\n")
        .doesNotContain("blue");
    assertThat(run("show", id, "--text").out()).contains("{\"text\": \"I mend");
    assertThat(ids(listed.json())).contains(id);
  }

  @Test
  void manyRejectsOfOneMoment_areEachToldOnceAcrossPages() throws Exception {
    // Given
    insertRejects("paged", "other", "unhex('00ff10')", 250);

    // When
    var dry = run("replay", "--reason", "other", "--tenant", "paged", "--dry-run");
    var listed = run("list", "--reason", "other", "--tenant", "paged", "--limit", "3");

    // Then
    var ids = dry.out().lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.toSet());
    assertThat(dry.out().lines().filter(line -> line.endsWith(" 3 bytes"))).hasSize(250);
    assertThat(ids).hasSizeGreaterThanOrEqualTo(250);
    assertThat(dry.out()).endsWith("\n250 would be replayed: 250 other\n");
    assertThat(listed.out()).endsWith("\nthe newest 3 of 250: 250 other\n");
  }

  @Test
  void erasedAndExpiredRejects_areSkippedAndCounted() throws Exception {
    // Given
    insertRejects("skipped", "erased", "NULL", 2);
    insertRejects("skipped", "unprocessable", "NULL", 3);

    // When
    var replay =
        run(
            "replay",
            "--since",
            "2026-01-01",
            "--tenant",
            "skipped",
            "--reason",
            "erased,unprocessable",
            "--json");

    // Then
    assertThat(replay.exitCode()).as(replay.err()).isZero();
    assertThat(replay.json().path("replayed").asInt()).isZero();
    assertThat(replay.json().path("skipped").path("erased").asInt()).isEqualTo(2);
    assertThat(replay.json().path("skipped").path("withoutBytes").asInt()).isEqualTo(3);
    assertThat(run("list", "--tenant", "skipped").out()).contains("  gone  no\n");
  }

  @Test
  void kafkaAway_endsWithWhatWasNotReplayed() throws Exception {
    // Given
    insertRejects("away", "other", "unhex('00ff10')", 2);

    // When
    var replay =
        run(
            "replay",
            "--reason",
            "other",
            "--tenant",
            "away",
            "--patience",
            "2",
            "--set",
            "kafka.bootstrap-servers=127.0.0.1:" + Ports.free());

    // Then
    assertThat(replay.exitCode()).isEqualTo(Starstream.DEPENDENCY_DOWN);
    assertThat(replay.out()).startsWith("0 replayed\n");
    assertThat(replay.err()).contains("Kafka: ", "0 replayed, ", "the rest not tried");
  }

  @Test
  void idThatIsNone_isRefused() {
    // When
    var id = UUID.randomUUID().toString();
    var show = run("show", id);
    var replay = run("replay", "--id", id);

    // Then
    assertThat(show.exitCode()).isEqualTo(Starstream.WRONG_CALL);
    assertThat(replay.exitCode()).isEqualTo(Starstream.WRONG_CALL);
    assertThat(replay.err()).contains(id + ": no such reject");
  }

  private AnswerSubmitted.Builder answer(String eventId) {
    return AnswerSubmitted.newBuilder()
        .setEventId(eventId)
        .setSource("rejected-it")
        .setTenantId(tenant)
        .setCandidateRef(eventId)
        .setText("I mended the label printer. Returns fell by 12 %.")
        .setSubmittedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  private byte[] bytes(AnswerSubmitted answer) {
    return serdes.answerSubmitted().serializer().serialize(SUBMITTED, answer);
  }

  private RecordMetadata send(String candidate, byte[] value, Instant at) throws Exception {
    return send(SUBMITTED, candidate, value, at);
  }

  private RecordMetadata send(String topic, String candidate, byte[] value, Instant at)
      throws Exception {
    var record = new ProducerRecord<>(topic, null, at.toEpochMilli(), key(candidate), value);
    record.headers().add("traceparent", "00-rejected-it".getBytes(UTF_8));
    record.headers().add("binary", new byte[] {0, (byte) 0xff});
    record.headers().add("nothing", null);
    return producer.send(record).get();
  }

  private byte[] key(String candidate) {
    return Topics.key(tenant, candidate).getBytes(UTF_8);
  }

  private String awaitReject(String eventId) {
    var where = " FROM rejected_answers WHERE event_id = '" + eventId + "'";
    awaitNumber("SELECT count()" + where, 1);
    return text("SELECT toString(reject_id)" + where);
  }

  /** Sends an ordinary answer after all that came before, and waits for its row. */
  private void settle(String candidate) throws Exception {
    var eventId = candidate + "-after";
    send(candidate, bytes(answer(eventId).setCandidateRef(candidate).build()), Instant.now());
    awaitNumber("SELECT count() FROM answer_scores WHERE event_id = '" + eventId + "'", 1);
  }

  /** Waits until so many records of a candidate are on a topic and a group is past them. */
  private List<ConsumerRecord<byte[], byte[]>> awaitHandled(
      String topic, String candidate, int count, String group) throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(records(topic, candidate)).as(topic).hasSize(count));
    var records = records(topic, candidate);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var committed =
                  admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
              return records.stream()
                  .allMatch(
                      one -> {
                        var offset = committed.get(new TopicPartition(topic, one.partition()));
                        return offset != null && offset.offset() > one.offset();
                      });
            });
    return records;
  }

  /** The records of a candidate on a topic, in order. */
  private List<ConsumerRecord<byte[], byte[]>> records(String topic, String candidate) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                SharedStack.get().kafkaBootstrap(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (Arrays.equals(record.key(), key(candidate))) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private static void assertSameRecord(
      ConsumerRecord<byte[], byte[]> original, ConsumerRecord<byte[], byte[]> replayed) {
    assertThat(replayed.key()).isEqualTo(original.key());
    assertThat(replayed.value()).isEqualTo(original.value());
    assertThat(replayed.timestamp()).isEqualTo(original.timestamp());
    assertThat(replayed.partition()).isEqualTo(original.partition());
    assertThat(headers(replayed)).isEqualTo(headers(original));
  }

  private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new ArrayList<String>();
    for (var header : record.headers()) {
      if (!RecordOrigin.isInternal(header.key())) {
        headers.add(header.key() + "=" + Arrays.toString(header.value()));
      }
    }
    return headers;
  }

  /** Rejects as they stand in the table, all of one moment. */
  private void insertRejects(String tenantId, String reason, String payload, int count)
      throws Exception {
    clickHouse
        .execute(
            """
            INSERT INTO rejected_answers (reject_id, stage, reason, detail, tenant_id, topic,
                partition, offset, recorded_at, rejected_at, payload, _topic_id, _partition, _offset)
            SELECT generateUUIDv4(), 'scoring', '%s', 'made by hand', '%s', 'answers.submitted',
                0, number, now64(3, 'UTC'), now64(3, 'UTC') - INTERVAL 1 MINUTE, %s,
                generateUUIDv4(), 0, number
            FROM numbers(%d)
            """
                .formatted(reason, tenantId, payload, count))
        .get()
        .close();
  }

  private JsonNode listed(String eventId) throws Exception {
    for (var one :
        run("list", "--tenant", tenant, "--limit", "1000", "--format", "json")
            .json()
            .path("rejected")) {
      if (one.path("eventId").asText().equals(eventId)) {
        return one;
      }
    }
    throw new AssertionError("no reject of " + eventId + " is listed");
  }

  private static List<String> ids(JsonNode list) {
    var ids = new ArrayList<String>();
    list.path("rejected").forEach(one -> ids.add(one.path("rejectId").asText()));
    return ids;
  }

  private Ended run(String... words) {
    var arguments =
        Stream.concat(Stream.of("--config", settingsFile.toString(), "rejected"), Stream.of(words))
            .toArray(String[]::new);
    var stdout = System.out;
    var stderr = System.err;
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      var exitCode = Starstream.commandLine().execute(arguments);
      return new Ended(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  private void awaitNumber(String sql, long expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(number(sql)).as(sql).isEqualTo(expected));
  }

  private long number(String sql) {
    return clickHouse.queryAll(sql).get(0).getLong(1);
  }

  private String text(String sql) {
    return clickHouse.queryAll(sql).get(0).getString(1);
  }
}
