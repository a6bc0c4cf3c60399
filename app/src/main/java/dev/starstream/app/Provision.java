package dev.starstream.app;

import dev.starstream.aggregates.Migrator;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes what the stages need in Kafka, registry and ClickHouse. Repeating it changes nothing. */
public final class Provision {

  /**
   * What was made.
   *
   * @param topics names of those that were not there before
   * @param schemaIds by subject
   * @param migrations files that were applied now
   */
  public record Made(
      List<String> topics, Map<String, Integer> schemaIds, List<String> migrations) {}

  private static final int SCHEMAS_PER_SUBJECT = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Makes all that is missing. */
  public static Made all(Settings settings) {
    return new Made(
        topics(settings.kafka(), settings.newTopics()),
        schemas(settings.registry()),
        new Migrator(settings.clickHouse()).migrate());
  }

  /**
   * Makes the topics that are not there yet.
   *
   * @return the names of those that were made
   */
  private static List<String> topics(Map<String, String> kafka, Settings.NewTopics newTopics) {
    var made = new ArrayList<String>();
    try (var admin = Admin.create(new LinkedHashMap<String, Object>(kafka))) {
      var results =
          admin.createTopics(
              Topics.ALL.stream().map(t -> topic(t, newTopics)).toList(),
              new CreateTopicsOptions().timeoutMs((int) PATIENCE.toMillis()));
      for (var entry : results.values().entrySet()) {
        try {
          entry.getValue().get();
          made.add(entry.getKey());
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new DependencyException("Kafka", kafka.get("bootstrap.servers"), e.getCause());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DependencyException("Kafka", kafka.get("bootstrap.servers"), e);
    }
    return made;
  }

  private static NewTopic topic(Topics.Topic topic, Settings.NewTopics newTopics) {
    return new NewTopic(
            topic.name(),
            Optional.of(newTopics.partitions()),
            newTopics.replicationFactor() == -1
                ? Optional.empty()
                : Optional.of(newTopics.replicationFactor()))
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                topic.retention().isPresent()
                    ? TopicConfig.CLEANUP_POLICY_DELETE
                    : TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.RETENTION_MS_CONFIG,
                topic.retention().map(kept -> Long.toString(kept.toMillis())).orElse("-1"),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(topic.maxMessageBytes())));
  }

  /**
   * Registers the schemas.
   *
   * @return the schema id of each subject
   */
  private static Map<String, Integer> schemas(Map<String, String> registry) {
    var url = registry.get("schema.registry.url");
    try (var client = new CachedSchemaRegistryClient(url, SCHEMAS_PER_SUBJECT, registry)) {
      return SchemaRegistration.registerAll(client);
    } catch (RestClientException | IOException e) {
      throw new DependencyException("the schema registry", url, e);
    }
  }

  private Provision() {}
}
