package dev.starstream.app.doctor;

import dev.starstream.app.Settings;
import dev.starstream.schemas.SchemaRegistration;
import dev.starstream.schemas.Topics;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The schema registry and its subjects. */
final class RegistryChecks implements Examination {

  private static final int PATIENCE_MS = 3000;
  private static final int NOT_FOUND = 404;

  private final Settings settings;

  RegistryChecks(Settings settings) {
    this.settings = settings;
  }

  private String url() {
    return settings.registry().get("schema.registry.url");
  }

  @Override
  public List<String> checks() {
    return List.of("registry", "schemas");
  }

  @Override
  public String cure() {
    return "start the schema registry, or set registry.url, which is " + url();
  }

  @Override
  public void examine(Consumer<Finding> found) throws IOException, RestClientException {
    var config = new HashMap<String, Object>(settings.registry());
    config.put("http.connect.timeout.ms", PATIENCE_MS);
    config.put("http.read.timeout.ms", PATIENCE_MS);
    config.put("max.retries", 0);
    try (var client =
        SchemaRegistryClientFactory.newClient(
            List.of(url().split(",")), Topics.ALL.size(), List.of(), config, Map.of())) {
      var subjects = client.getAllSubjects();
      found.accept(Finding.ok("registry", subjects.size() + " subjects at " + url()));
      found.accept(schemas(client));
    }
  }

  private static Finding schemas(SchemaRegistryClient client)
      throws IOException, RestClientException {
    var missing = new ArrayList<String>();
    var incompatible = new ArrayList<String>();
    for (var topic : Topics.ALL) {
      var schema = new AvroSchema(topic.valueSchema());
      try {
        client.getId(topic.subject(), schema);
      } catch (RestClientException e) {
        if (e.getStatus() != NOT_FOUND) {
          throw e;
        }
        var fits = client.testCompatibility(topic.subject(), schema);
        (fits ? missing : incompatible).add(topic.subject());
      }
    }
    if (!incompatible.isEmpty()) {
      return Finding.wrong(
          "schemas",
          "this build's do not go with the registered ones: " + String.join(", ", incompatible),
          "run a build that is at least as new as the registered schemas");
    }
    if (!missing.isEmpty()) {
      return Finding.wrong(
          "schemas",
          "this build's are not registered: " + String.join(", ", missing),
          "starstream migrate");
    }
    return compatibility(client);
  }

  private static Finding compatibility(SchemaRegistryClient client)
      throws IOException, RestClientException {
    var lax = new ArrayList<String>();
    for (var topic : Topics.ALL) {
      var level = client.getCompatibility(topic.subject());
      if (!SchemaRegistration.COMPATIBILITY.equals(level)) {
        lax.add(topic.subject() + " is " + level);
      }
    }
    return lax.isEmpty()
        ? Finding.ok("schemas", "this build's are registered, " + SchemaRegistration.COMPATIBILITY)
        : Finding.warning(
            "schemas",
            "compatibility: "
                + String.join(", ", lax)
                + " (expected: "
                + SchemaRegistration.COMPATIBILITY
                + ")",
            "starstream migrate");
  }
}
