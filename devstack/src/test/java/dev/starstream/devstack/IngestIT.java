package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.Access;
import dev.starstream.ingest.AnswerFile;
import dev.starstream.ingest.AnswerImport;
import dev.starstream.ingest.AnswerIntake;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.AnswerPublisher;
import dev.starstream.ingest.HealthRoutes;
import dev.starstream.ingest.IngestRoutes;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.PublisherSettings;
import dev.starstream.ingest.UpstreamChecks;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The edge on a real Kafka and a real registry. Each test is a tenant of its own. */
class IngestIT {

  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int UNREACHABLE = 1;

  private static Stack stack;
  private final String tenant = "it-" + UUID.randomUUID();

  @BeforeAll
  static void startStack() {
    stack = SharedStack.get();
  }

  @Test
  void acceptedAnswer_isOnTheTopicInConfluentsFormat() throws Exception {
    // Given
    var text = "Ich habe's gemessen: 40 % schneller 🚀";

    // When
    HttpResponse<String> reply;
    try (var edge = new Edge(settings(stack.registryUrl()))) {
      reply = edge.post("{\"id\":\"e-1\",\"candidateRef\":\"c 1\",\"text\":\"" + text + "\"}");
    }

    // Then
    assertThat(reply.statusCode()).isEqualTo(202);
    assertThat(published())
        .singleElement()
        .satisfies(
            published -> {
              assertThat(published.key()).isEqualTo(tenant + "/c 1");
              assertThat(published.value().getEventId()).isEqualTo("e-1");
              assertThat(published.value().getText()).isEqualTo(text);
            });
  }

  @Test
  void manyRequestsAtOnce_loseAndDoubleNothingAndPutEachAnswerAtHome() throws Exception {
    // Given
    int candidates = 8;
    int batches = 10;
    int perBatch = 20;

    // When: each candidate sends one batch after the other, all candidates at once
    try (var edge = new Edge(settings(stack.registryUrl()))) {
      var senders = new ArrayList<CompletableFuture<Void>>();
      for (int c = 0; c < candidates; c++) {
        var candidate = "c" + c;
        senders.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int b = 0; b < batches; b++) {
                    var reply = edge.post(batch(candidate, b * perBatch, perBatch));
                    assertThat(reply.statusCode()).isEqualTo(202);
                  }
                }));
      }
      senders.forEach(CompletableFuture::join);
    }

    // Then
    var published = published();
    var byKey =
        published.stream()
            .collect(
                Collectors.groupingBy(
                    ConsumerRecord::key,
                    Collectors.mapping(
                        record -> record.value().getEventId(), Collectors.toList())));
    assertThat(byKey).hasSize(candidates);
    for (int c = 0; c < candidates; c++) {
      var candidate = "c" + c;
      assertThat(byKey.get(tenant + "/" + candidate))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, batches * perBatch).mapToObj(i -> candidate + "-" + i).toList());
    }
    var partitions = 1 + published.stream().mapToInt(ConsumerRecord::partition).max().orElseThrow();
    assertThat(partitions).isGreaterThan(1);
    assertThat(published)
        .allSatisfy(
            record ->
                assertThat(record.partition())
                    .isEqualTo(AnswerIds.homePartition(id(record.value()), partitions)));
  }

  @Test
  @SuppressWarnings("try") // the forwarding only has to be there
  void registryDownAtFirst_isAnOutageUntilItIsBack() throws Exception {
    // Given: a registry behind a port that nobody listens on yet
    int port = freePort();
    var registry = URI.create(stack.registryUrl());
    var behindPort = "http://127.0.0.1:" + port + registry.getPath();
    var answer = "{\"id\":\"e-1\",\"candidateRef\":\"c\",\"text\":\"t\"}";

    try (var edge = new Edge(settings(behindPort))) {
      // When
      var down = edge.post(answer);
      var readyWhileDown = edge.get("/readyz");
      HttpResponse<String> up;
      HttpResponse<String> readyWhileUp;
      try (var forwarding = new Forwarding(port, registry)) {
        up = edge.post(answer);
        readyWhileUp = edge.get("/readyz");
      }

      // Then
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.headers().firstValue("Retry-After")).isPresent();
      assertThat(down.body()).contains("unacknowledged").contains("schema registry");
      assertThat(readyWhileDown.statusCode()).isEqualTo(503);
      assertThat(up.statusCode()).isEqualTo(202);
      assertThat(readyWhileUp.statusCode()).isEqualTo(200);
    }
    assertThat(published()).hasSize(1);
  }

  @Test
  void kafkaUnreachable_is503WithinTheDeliveryTimeout() throws Exception {
    // Given
    var settings =
        PublisherSettings.of("127.0.0.1:" + UNREACHABLE, stack.registryUrl())
            .withDeliveryTimeout(Duration.ofSeconds(1));

    // When
    var start = System.nanoTime();
    HttpResponse<String> reply;
    HttpResponse<String> live;
    try (var edge = new Edge(settings)) {
      reply = edge.post(batch("c", 0, 500));
      live = edge.get("/livez");
    }

    // Then: 500 answers do not wait one after the other
    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.body()).contains("\"accepted\":0").contains("\"unacknowledged\":500");
    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void file_isImportedWhole() throws Exception {
    // Given
    int answers = 3000;
    var lines =
        IntStream.range(0, answers)
            .mapToObj(i -> answer("c" + i % 7, "e-" + i))
            .collect(Collectors.joining("\n"));

    // When
    AnswerImport.Counts counts;
    try (var publisher = AnswerPublisher.open(settings(stack.registryUrl()));
        var file = AnswerFile.of(new ByteArrayInputStream(lines.getBytes(UTF_8)), "a.jsonl")) {
      counts =
          new AnswerImport(parser(), new AnswerIntake(publisher, 0), Duration.ofSeconds(10))
              .run(file, refused -> {}, progress -> {});
    }

    // Then
    assertThat(counts.accepted()).isEqualTo(answers);
    assertThat(published())
        .extracting(published -> published.value().getEventId())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, answers).mapToObj(i -> "e-" + i).toList());
  }

  private static UUID id(AnswerSubmitted answer) {
    return AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
  }

  private AnswerParser parser() {
    return new AnswerParser(CATALOGUE, tenant, Clock.systemUTC());
  }

  private static PublisherSettings settings(String registryUrl) {
    return PublisherSettings.of(stack.kafkaBootstrap(), registryUrl);
  }

  private static String batch(String candidate, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> answer(candidate, candidate + "-" + i))
        .toList()
        .toString();
  }

  private static String answer(String candidate, String id) {
    return """
    {"id": "%s", "candidateRef": "%s", "question": "Why?", "text": "I measured it."}\
    """
        .formatted(id, candidate);
  }

  /**
   * Everything that this test's tenant has on the topic, in the order of each partition; others put
   * bytes there that are no answers.
   */
  private List<ConsumerRecord<String, AnswerSubmitted>> published() {
    var serdes = AvroSerdes.of(Map.of("schema.registry.url", stack.registryUrl()));
    Map<String, Object> config =
        Map.of("bootstrap.servers", stack.kafkaBootstrap(), "auto.offset.reset", "earliest");
    var published = new ArrayList<ConsumerRecord<String, AnswerSubmitted>>();
    try (var values = serdes.answerSubmitted();
        var consumer =
            new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.ANSWERS_SUBMITTED.name()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                polled -> {
                  if (polled.key().startsWith(tenant + "/")) {
                    var answer = values.deserializer().deserialize(polled.topic(), polled.value());
                    published.add(
                        new ConsumerRecord<>(
                            polled.topic(),
                            polled.partition(),
                            polled.offset(),
                            polled.key(),
                            answer));
                  }
                });
      }
    }
    return published;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A server on a free port, with all that it needs. */
  private final class Edge implements AutoCloseable {
    private final AnswerPublisher publisher;
    private final UpstreamChecks checks;
    private final IngestServer server;

    Edge(PublisherSettings settings) {
      publisher = AnswerPublisher.open(settings);
      checks = UpstreamChecks.open(settings);
      server =
          IngestServer.start(
              "127.0.0.1",
              0,
              List.of(
                  Access.everyone(tenant),
                  new IngestRoutes(parser(), new AnswerIntake(publisher, 1000)),
                  new HealthRoutes(checks.byName())));
    }

    HttpResponse<String> post(String json) {
      return send(
          HttpRequest.newBuilder(server.uri().resolve("/v1/answers"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json))
              .build());
    }

    HttpResponse<String> get(String path) {
      return send(HttpRequest.newBuilder(server.uri().resolve(path)).build());
    }

    private HttpResponse<String> send(HttpRequest request) {
      return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    @Override
    public void close() {
      server.close();
      publisher.close();
      checks.close();
    }
  }
}
