package dev.starstream.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registers the value schema of every topic: the one place that writes to the registry. */
public final class SchemaRegistration {

  /** Every version of a subject can read, and be read by, every other. */
  public static final String COMPATIBILITY = "FULL_TRANSITIVE";

  /**
   * Sets each subject's compatibility and registers its schema. Repeating it changes nothing.
   *
   * @return the schema id of each subject, in the order of {@link Topics#ALL}
   * @throws RestClientException if the registry refuses a schema, as when it is incompatible
   * @throws IOException if the registry cannot be reached
   */
  public static Map<String, Integer> registerAll(SchemaRegistryClient registry)
      throws IOException, RestClientException {
    var ids = new LinkedHashMap<String, Integer>();
    for (var topic : Topics.ALL) {
      var schema = new AvroSchema(topic.valueSchema());
      ids.put(topic.subject(), registry.register(topic.subject(), schema));
      registry.updateCompatibility(topic.subject(), COMPATIBILITY);
    }
    return ids;
  }

  private SchemaRegistration() {}
}
