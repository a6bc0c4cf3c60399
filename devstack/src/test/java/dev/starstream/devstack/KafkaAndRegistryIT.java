package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaAndRegistryIT {
  private final Stack stack = SharedStack.get();
  private final String name = "devstack-" + UUID.randomUUID();

  @Test
  void transaction_isReadOnceItIsCommitted() throws Exception {
    // Given
    createTopic(stack.kafkaBootstrap(), name);

    // When
    try (var producer = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, "ann", "aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(name, "ann", "committed")).get();
      producer.commitTransaction();
    }

    // Then
    assertThat(readAll(stack.kafkaBootstrap(), name, 1)).containsExactly("committed");
  }

  @Test
  void schema_isRegisteredAndFoundById() throws Exception {
    // When
    HttpResponse<String> registered = register(stack.registryUrl(), name, record("int"));
    HttpResponse<String> again = register(stack.registryUrl(), name, record("int"));

    // Then
    assertThat(registered.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(registered.body());
    String id = registered.body().replaceAll("\\D", "");
    assertThat(HttpCalls.get(stack.registryUrl() + "/schemas/ids/" + id).body()).contains("Thing");
  }

  @Test
  void incompatibleSchema_isRefused() throws Exception {
    // Given
    register(stack.registryUrl(), name, record("int"));

    // When
    HttpResponse<String> refused = register(stack.registryUrl(), name, record("string"));

    // Then
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(HttpCalls.get(stack.registryUrl() + "/config").body().replace(" ", ""))
        .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
  }

  static String record(String type) {
    return "{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Thing\\\",\\\"fields\\\":"
        + "[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\""
        + type
        + "\\\"}]}";
  }

  static HttpResponse<String> register(String registryUrl, String subject, String schema)
      throws Exception {
    return HttpCalls.send(
        HttpRequest.newBuilder(URI.create(registryUrl + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString("{\"schema\":\"" + schema + "\"}", UTF_8)));
  }

  static void createTopic(String bootstrap, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  static List<String> readAll(String bootstrap, String topic, int count) {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    return producer(stack.kafkaBootstrap(), more);
  }

  static KafkaProducer<String, String> producer(String bootstrap, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }
}
