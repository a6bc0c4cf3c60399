package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Erasure;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Settlements;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.CandidateErased;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an erasure removes, and that no count changes, on real servers with all stages running. Each
 * test erases candidates of its own; answers of 97 candidates are there before the first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasureIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CANDIDATES = 97;

  /** Four of each candidate. */
  private static final int ANSWERS = 4 * CANDIDATES;

  private final String tenant = "erasure-" + UUID.randomUUID().toString().substring(0, 8);
  private final ScoredAnswers answers =
      new ScoredAnswers(tenant, Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final HttpClient http = HttpClient.newHttpClient();

  private Settings settings;
  private Pipeline pipeline;
  private AvroSerdes serdes;
  private KafkaProducer<String, byte[]> producer;
  private Client client;
  private Map<TopicPartition, OffsetAndMetadata> before;

  @BeforeAll
  void scoreAnswers(@TempDir Path stateDirectory) throws Exception {
    var flags = LocalSystem.addresses(SharedStack.get(), stateDirectory, 0);
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", tenant.replace('-', '_'));
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "100ms");
    flags.put("erasure.sweep-interval", "300ms");
    flags.put("http.auth", "off");
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    serdes = AvroSerdes.of(settings.registry());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()),
            new StringSerializer(),
            new ByteArraySerializer());
    client = ClickHouse.openClient(settings.clickHouse());
    before = endOfScored();
    // What other tests left in the topics does not count.
    commit(before);
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    send(0, ANSWERS);
    awaitAnswers(ANSWERS);
    settle();
    assertThat(number("SELECT toInt64(sum(attempts)) FROM practice")).isEqualTo(ANSWERS);
  }

  private void settle() {
    try (var settlements = Settlements.open(settings.clickHouse())) {
      settlements.settle(Instant.now());
    }
  }

  @AfterAll
  void stop() throws Exception {
    pipeline.close();
    producer.close();
    client.execute("DROP DATABASE " + settings.clickHouse().database()).get();
    client.close();
  }

  @Test
  void erasedCandidate_leavesNothingButTheCounts() throws Exception {
    // Given: four answers, and two rejects of which one can only be told by its key
    var candidate = candidate(5);
    var key = Topics.key(tenant, candidate);
    var unknownQuestion =
        AnswerSubmitted.newBuilder(answers.answer(5).getAnswer())
            .setEventId("rejected-5")
            .setQuestionId("no_such_question")
            .build();
    send(
        Topics.ANSWERS_SUBMITTED,
        key,
        serdes
            .answerSubmitted()
            .serializer()
            .serialize(Topics.ANSWERS_SUBMITTED.name(), unknownQuestion));
    send(Topics.ANSWERS_SUBMITTED, key, "no avro".getBytes(UTF_8));
    await().atMost(PATIENCE).until(() -> rejectsOf(candidate) == 2);
    var ids = ids(candidate);
    var countsBefore = counts();
    var insightBefore = insight("mistakes-by-company");

    // When
    var response = delete(candidate);

    // Then
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).doesNotContain(candidate);
    var receipt = JSON.readTree(response.body());
    assertThat(receipt.path("answersRemoved").asInt()).isEqualTo(4);
    assertThat(receipt.path("textsRemoved").asInt()).isEqualTo(4);
    assertThat(receipt.path("rejectsStripped").asInt()).isEqualTo(2);
    assertThat(receipt.path("answerIdsForgotten").asInt()).isEqualTo(4);
    // Retention and a segment's life, as the broker has them.
    assertThat(Instant.parse(receipt.path("topicsClearAt").asText()))
        .isAfter(Instant.now().plus(Duration.ofDays(30)))
        .isBefore(Instant.now().plus(Duration.ofDays(38)));
    assertGone(candidate);
    assertThat(
            number(
                "SELECT count() FROM rejected_answers WHERE reason = 'unknown_question' AND"
                    + " tenant_id = '%s'".formatted(tenant)))
        .as("the reject is still counted")
        .isEqualTo(1);
    assertThat(
            number(
                "SELECT count() FROM erased_answers FINAL WHERE candidate_key = %s"
                    .formatted(unsigned(candidate))))
        .as("anonymous rows under the candidate's own key")
        .isZero();
    assertThat(counts()).isEqualTo(countsBefore);
    assertThat(insight("mistakes-by-company")).isEqualTo(insightBefore);
    assertSound();
    assertThat(forgotten(receipt)).isEqualTo(ids);
    var last = lastErased(candidate);
    assertThat(last.getErasureId()).hasToString(receipt.path("erasureId").asText());
    assertThat(last.getAnswerIds()).isEmpty();
    for (var insight : InsightCatalogue.load().all()) {
      if (insight.params().stream().noneMatch(param -> param.required())) {
        insight(insight.name());
      }
    }
  }

  @Test
  void answerOnItsWay_isSweptUpAndCountedOnce() throws Exception {
    // Given
    var candidate = candidate(11);
    assertThat(delete(candidate).statusCode()).isEqualTo(200);
    // When: as if scoring had let it through a moment before
    send(11 + 4 * CANDIDATES, 12 + 4 * CANDIDATES);
    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        number(
                            "SELECT sum(answers) FROM erasures WHERE swept AND tenant_id = '%s'"
                                .formatted(tenant)))
                    .isPositive());
    awaitGone(candidate);
    assertSound();
    assertThat(peopleOf(candidate)).as("random numbers of one candidate").isEqualTo(1);
  }

  @Test
  void settlementThatReadACandidateBeforeTheErasure_doesNotKeepThem() throws Exception {
    // Given
    var candidate = candidate(19);
    client
        .execute(
            "CREATE TABLE read_before ENGINE = Memory AS SELECT * FROM practice WHERE candidate_key = "
                + unsigned(candidate))
        .get();
    client
        .execute(
            "CREATE TABLE shown_before ENGINE = Memory AS SELECT * FROM profiles WHERE candidate_key = "
                + unsigned(candidate))
        .get();
    try (var erasure = erasure()) {
      erasure.erase(tenant, candidate);
    }
    assertGone(candidate);
    // When: what the settlement had read is written, and the settlement comes to its end
    client.execute("INSERT INTO practice SELECT * FROM read_before").get();
    client.execute("INSERT INTO profiles SELECT * FROM shown_before").get();
    settle();
    // Then
    assertGone(candidate);
  }

  @Test
  void erasedTwice_findsNothingMore() throws Exception {
    // Given
    var candidate = candidate(17);
    try (var erasure = erasure()) {
      assertThat(erasure.erase(tenant, candidate).answers()).isEqualTo(4);
      // When
      var again = erasure.erase(tenant, candidate);
      // Then
      assertThat(again.answers() + again.texts() + again.rejects() + again.idsForgotten()).isZero();
    }
    assertThat(peopleOf(candidate)).isEqualTo(1);
    assertGone(candidate);
    assertSound();
  }

  @Test
  void crashBetweenKeepingAndRemoving_countsOnceBeforeAndAfterTheRepeat() throws Exception {
    // Given: the counts are kept twice, the rows are still there
    var candidate = candidate(23);
    var parameters = new HashMap<String, Object>();
    parameters.put("tenant", tenant);
    parameters.put("candidate_key", unsigned(candidate));
    parameters.put("erasure_id", UUID.randomUUID().toString());
    parameters.put("pseudonym", "18446744073709551557");
    parameters.put("erased_at", Instant.now().toEpochMilli());
    parameters.put("topics_clear_at", Instant.now().plus(Duration.ofDays(37)).toEpochMilli());
    client.execute(statement("erase_remember"), parameters).get();
    client.execute(statement("erase_keep_counts"), parameters).get();
    client.execute(statement("erase_keep_counts"), parameters).get();
    assertSound();
    try (var erasure = erasure()) {
      // When
      var receipt = erasure.erase(tenant, candidate);
      // Then
      assertThat(receipt.answers()).isEqualTo(4);
    }
    assertThat(
            number(
                "SELECT count() FROM erased_answers FINAL WHERE candidate_key ="
                    + " 18446744073709551557"))
        .isEqualTo(4);
    assertGone(candidate);
    assertSound();
  }

  @Test
  void twoErasuresAtOnce_countOnce() throws Exception {
    // Given
    var candidate = candidate(29);
    var receipts = new ArrayList<HttpResponse<String>>();
    // When
    var first = deleteLater(candidate);
    var second = deleteLater(candidate);
    receipts.add(first.get());
    receipts.add(second.get());
    // Then
    assertThat(receipts).allSatisfy(one -> assertThat(one.statusCode()).isEqualTo(200));
    assertThat(peopleOf(candidate)).isEqualTo(1);
    assertGone(candidate);
    assertSound();
  }

  @Test
  void rewoundSink_bringsNothingBack() throws Exception {
    // Given
    var candidate = candidate(31);
    assertThat(delete(candidate).statusCode()).isEqualTo(200);
    var countsBefore = counts();
    pipeline.close();
    var reached = committed();
    // When
    commit(before);
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    // Then: the sink is as far as it was, and what it brought back is swept
    await().atMost(PATIENCE).until(() -> committed().equals(reached));
    awaitGone(candidate);
    assertThat(counts()).isEqualTo(countsBefore);
    assertSound();
  }

  @Test
  void laterAndRepeatedAnswers_areRefusedAndLeaveNoTrace() throws Exception {
    // Given
    var candidate = candidate(37);
    submit(37, "early-37");
    awaitEvent("early-37");
    assertThat(JSON.readTree(delete(candidate).body()).path("answersRemoved").asInt()).isEqualTo(5);
    // When
    submit(37, "later-37");
    submit(37, "early-37");
    submit(41, "neighbour-41");
    // Then
    awaitEvent("neighbour-41");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        strings(
                            """
                            SELECT concat_ws('|', reason, event_id, candidate_key,
                                if(payload IS NULL, 'no bytes', 'bytes'),
                                if(key IS NULL, 'no key', 'key'))
                            FROM rejected_answers WHERE tenant_id = '%s' AND reason = 'erased'
                            """
                                .formatted(tenant)))
                    .containsExactly("erased||0|no bytes|no key", "erased||0|no bytes|no key"));
    assertGone(candidate);
    assertSound();
  }

  @Test
  void unknownCandidate_getsAReceiptOfNothing() throws Exception {
    var response = delete("nobody/of that name");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(JSON.readTree(response.body()).path("answersRemoved").asInt()).isZero();
  }

  @Test
  void clickHouseAway_isTold() throws Exception {
    int closedPort;
    try (var socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    var away = new ClickHouseConfig(URI.create("http://127.0.0.1:" + closedPort), "", "", "away");
    try (var erasure = Erasure.open(settings.kafka(), settings.registry(), away)) {
      assertThatThrownBy(() -> erasure.erase(tenant, "somebody"))
          .isInstanceOf(ClickHouseException.class);
    }
  }

  @Test
  void textsAndBytesOfRejects_goAfterThirtyDays() throws Exception {
    // Given
    var old = UUID.randomUUID();
    var fresh = UUID.randomUUID();
    for (var row : Map.of(old, 31, fresh, 0).entrySet()) {
      client
          .execute(
              """
              INSERT INTO answer_texts (tenant_id, answer_id, ingested_at, text)
              SELECT 'ttl', '%s', now64(3) - INTERVAL %d DAY, 'what was said'
              """
                  .formatted(row.getKey(), row.getValue()))
          .get();
      client
          .execute(
              """
              INSERT INTO rejected_answers
                  (tenant_id, reason, reject_id, rejected_at, key, payload, header_keys, header_values)
              SELECT 'ttl', 'invalid', '%s', now64(3) - INTERVAL %d DAY, 'k', 'p', ['h'], ['v']
              """
                  .formatted(row.getKey(), row.getValue()))
          .get();
    }
    // When
    client.execute("OPTIMIZE TABLE answer_texts FINAL").get();
    client.execute("OPTIMIZE TABLE rejected_answers FINAL").get();
    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        strings(
                            "SELECT toString(answer_id) FROM answer_texts WHERE tenant_id = 'ttl'"))
                    .containsExactly(fresh.toString()));
    assertThat(
            strings(
                "SELECT toString(reject_id) FROM rejected_answers WHERE tenant_id = 'ttl' AND"
                    + " payload = 'p' AND key = 'k' AND header_keys = ['h']"))
        .containsExactly(fresh.toString());
    assertThat(
            strings(
                "SELECT toString(reject_id) FROM rejected_answers WHERE tenant_id = 'ttl' AND"
                    + " payload IS NULL AND key IS NULL AND empty(header_keys) AND"
                    + " empty(header_values) AND reason = 'invalid'"))
        .containsExactly(old.toString());
  }

  // What a test has

  private static String candidate(int number) {
    return "candidate-" + number;
  }

  private Erasure erasure() {
    return Erasure.open(settings.kafka(), settings.registry(), settings.clickHouse());
  }

  private HttpRequest deletion(String candidate) {
    return HttpRequest.newBuilder(
            pipeline.uri().resolve("/v1/candidates/" + candidate.replace(" ", "%20")))
        .DELETE()
        .build();
  }

  private HttpResponse<String> delete(String candidate) throws IOException, InterruptedException {
    return http.send(deletion(candidate), HttpResponse.BodyHandlers.ofString());
  }

  private Future<HttpResponse<String>> deleteLater(String candidate) {
    return http.sendAsync(deletion(candidate), HttpResponse.BodyHandlers.ofString());
  }

  private void send(int from, int to) throws Exception {
    var sent = new ArrayList<Future<RecordMetadata>>();
    for (var number = from; number < to; number++) {
      var scored = answers.answer(number);
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.ANSWERS_SCORED.name(),
                  Topics.key(tenant, scored.getAnswer().getCandidateRef()),
                  serdes
                      .answerScored()
                      .serializer()
                      .serialize(Topics.ANSWERS_SCORED.name(), scored))));
    }
    for (var one : sent) {
      one.get();
    }
  }

  /** Publishes a submission, which scoring has to let through first. */
  private void submit(int number, String eventId) throws Exception {
    var submitted =
        AnswerSubmitted.newBuilder(answers.answer(number).getAnswer())
            .setEventId(eventId)
            .setQuestionId(null)
            .setQuestionText("What did you mend?")
            .build();
    send(
        Topics.ANSWERS_SUBMITTED,
        Topics.key(tenant, submitted.getCandidateRef()),
        serdes
            .answerSubmitted()
            .serializer()
            .serialize(Topics.ANSWERS_SUBMITTED.name(), submitted));
  }

  private void awaitEvent(String eventId) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                number(
                        "SELECT count() FROM answer_scores WHERE tenant_id = '%s' AND event_id = '%s'"
                            .formatted(tenant, eventId))
                    == 1);
  }

  private void send(Topics.Topic topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
  }

  private void awaitAnswers(long expected) {
    for (var table : List.of("answer_scores", "answer_texts")) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          number(
                              "SELECT uniqExact(answer_id) FROM %s WHERE tenant_id = '%s'"
                                  .formatted(table, tenant)))
                      .isEqualTo(expected));
    }
  }

  private String unsigned(String candidate) {
    return Long.toUnsignedString(CandidateKey.of(tenant, candidate));
  }

  private long rejectsOf(String candidate) {
    return number(
        """
        SELECT count() FROM rejected_answers
        WHERE (tenant_id = '%s' AND candidate_key = %s) OR key = '%s'
        """
            .formatted(tenant, unsigned(candidate), Topics.key(tenant, candidate)));
  }

  private Set<String> ids(String candidate) {
    return new HashSet<>(
        strings(
            "SELECT toString(answer_id) FROM answer_scores WHERE candidate_key = "
                + unsigned(candidate)));
  }

  private void awaitGone(String candidate) {
    await().atMost(PATIENCE).untilAsserted(() -> assertGone(candidate));
  }

  private void assertGone(String candidate) {
    for (var table :
        List.of("answer_scores", "answer_texts", "rejected_answers", "practice", "profiles")) {
      assertThat(
              number(
                  "SELECT count() FROM %s WHERE candidate_key = %s"
                      .formatted(table, unsigned(candidate))))
          .as("rows in " + table)
          .isZero();
    }
    assertThat(rejectsOf(candidate)).isZero();
    assertThat(
            number(
                """
                SELECT count() FROM rejected_answers
                WHERE event_id LIKE '%%-%d' AND tenant_id = '%s'
                """
                    .formatted(
                        Integer.parseInt(candidate.substring(candidate.indexOf('-') + 1)), tenant)))
        .isZero();
  }

  /** How many random numbers stand for a candidate. */
  private long peopleOf(String candidate) {
    return number(
        "SELECT uniqExact(pseudonym) FROM erased_candidates WHERE candidate_key = "
            + unsigned(candidate));
  }

  /** All that the rollups say of the tenant, in one number each. */
  private List<String> counts() {
    return Recount.ROLLUPS.stream()
        .map(
            rollup ->
                strings(
                        """
                        SELECT toString(cityHash64(groupArray(tuple(*))))
                        FROM (SELECT * FROM v_%s WHERE tenant_id = '%s' ORDER BY ALL)
                        """
                            .formatted(rollup, tenant))
                    .get(0))
        .toList();
  }

  private List<List<Object>> insight(String name) {
    return new Insights(client, InsightCatalogue.load()).run(name, Map.of(), tenant).rows();
  }

  /** Every rollup equals a recount, people included. */
  private void assertSound() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> Recount.assertRollupsEqual(client, "counted_answers"));
  }

  private static String statement(String name) throws IOException {
    try (var sql =
        Erasure.class.getResourceAsStream(
            "/dev/starstream/aggregates/statements/" + name + ".sql")) {
      return new String(sql.readAllBytes(), UTF_8);
    }
  }

  /** Keys of the records that tell scoring to forget. */
  private Set<String> forgotten(JsonNode receipt) {
    var keys = new HashSet<String>();
    for (var one : records(Topics.ANSWERS_SUBMITTED.name())) {
      var header = one.headers().lastHeader("starstream-forget");
      if (one.value() == null
          && header != null
          && new String(header.value(), UTF_8).equals(receipt.path("erasureId").asText())) {
        keys.add(new String(one.key(), UTF_8));
      }
    }
    return keys;
  }

  private CandidateErased lastErased(String candidate) {
    var key = CandidateKey.erasureKey(tenant, CandidateKey.of(tenant, candidate));
    CandidateErased last = null;
    for (var one : records(Topics.CANDIDATES_ERASED.name())) {
      if (new String(one.key(), UTF_8).equals(key)) {
        last =
            serdes
                .candidateErased()
                .deserializer()
                .deserialize(Topics.CANDIDATES_ERASED.name(), one.value());
      }
    }
    return last;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  private Map<TopicPartition, OffsetAndMetadata> endOfScored() throws Exception {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    ends().forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
    return offsets;
  }

  private Map<TopicPartition, Long> ends() throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()))) {
      var topic = Topics.ANSWERS_SCORED.name();
      var latest = new HashMap<TopicPartition, OffsetSpec>();
      for (var partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
      }
      var ends = new HashMap<TopicPartition, Long>();
      admin.listOffsets(latest).all().get().forEach((p, end) -> ends.put(p, end.offset()));
      return ends;
    }
  }

  private Map<TopicPartition, Long> committed() throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()))) {
      var committed = new HashMap<TopicPartition, Long>();
      admin
          .listConsumerGroupOffsets(tenant + "-sink")
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, offset) -> {
                if (partition.topic().equals(Topics.ANSWERS_SCORED.name())) {
                  committed.put(partition, offset.offset());
                }
              });
      return committed;
    }
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", SharedStack.get().kafkaBootstrap()))) {
      admin.alterConsumerGroupOffsets(tenant + "-sink", offsets).all().get();
    }
  }

  private long number(String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }

  private List<String> strings(String sql) {
    return client.queryAll(sql).stream().map(row -> row.getString(1)).toList();
  }
}
