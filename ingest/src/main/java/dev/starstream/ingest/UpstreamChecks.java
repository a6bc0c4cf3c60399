package dev.starstream.ingest;

import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** Asks whether answers could be published now. Safe for many threads. */
public final class UpstreamChecks implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin kafka;
  private final SchemaRegistryClient registry;

  private UpstreamChecks(Admin kafka, SchemaRegistryClient registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /** Starts the clients. Neither Kafka nor the registry need be up yet. */
  public static UpstreamChecks open(PublisherSettings settings) {
    var admin = new HashMap<String, Object>(settings.kafka());
    admin.put("client.id", "starstream-ingest-checks");
    admin.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    admin.put("request.timeout.ms", (int) PATIENCE.toMillis());
    var registry = AnswerPublisher.registryConfig(settings);
    registry.put("max.retries", 0);
    var urls = List.of(String.valueOf(registry.get("schema.registry.url")).split(","));
    return new UpstreamChecks(
        Admin.create(admin),
        SchemaRegistryClientFactory.newClient(urls, 10, List.of(), registry, Map.of()));
  }

  /** What keeps Kafka from taking an answer; empty if nothing does. Answers within 2 s. */
  public Optional<String> kafkaTrouble() {
    var topic = Topics.ANSWERS_SUBMITTED.name();
    try {
      var description =
          kafka
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(topic);
      var leaderless = description.partitions().stream().filter(p -> p.leader() == null).count();
      return leaderless == 0
          ? Optional.empty()
          : Optional.of(leaderless + " partitions of " + topic + " have no leader");
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(
          AccessRefusal.in(cause)
              .map(AccessRefusal::message)
              .orElse("topic " + topic + ": " + cause.getClass().getSimpleName()));
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** What keeps the registry from giving the schema's id; empty if nothing does. */
  public Optional<String> registryTrouble() {
    var subject = Topics.ANSWERS_SUBMITTED.subject();
    try {
      return registry.getAllVersions(subject).isEmpty()
          ? Optional.of("no schema is registered under " + subject)
          : Optional.empty();
    } catch (RestClientException e) {
      return Optional.of(
          AccessRefusal.in(e)
              .map(AccessRefusal::message)
              .orElse("subject " + subject + ": HTTP " + e.getStatus()));
    } catch (IOException e) {
      return Optional.of(
          AccessRefusal.in(e).map(AccessRefusal::message).orElse(e.getClass().getSimpleName()));
    }
  }

  /** Both, by name, for {@link HealthRoutes}. */
  public Map<String, Supplier<Optional<String>>> byName() {
    var checks = new LinkedHashMap<String, Supplier<Optional<String>>>();
    checks.put("kafka", this::kafkaTrouble);
    checks.put("schemaRegistry", this::registryTrouble);
    return checks;
  }

  @Override
  public void close() {
    kafka.close(Duration.ZERO);
    try {
      registry.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing the registry client", e);
    }
  }
}
