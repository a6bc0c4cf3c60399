package dev.starstream.schemas;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Serdes of the topics' values on Confluent's own serializer. They never register a schema: that is
 * {@link SchemaRegistration}'s work, done once before anything starts. Close each serde after use;
 * one serde must not be used by two threads at once.
 */
public final class AvroSerdes {

  private final Map<String, Object> config;

  private AvroSerdes(Map<String, Object> config) {
    this.config = config;
  }

  /**
   * Serdes that use the given registry.
   *
   * @param registryConfig {@code schema.registry.url} and, where the registry asks for them, its
   *     credentials, under Confluent's names
   */
  public static AvroSerdes of(Map<String, ?> registryConfig) {
    var config = new HashMap<String, Object>(registryConfig);
    config.put("auto.register.schemas", false);
    config.put("specific.avro.reader", true);
    // The generated classes say avro.java.string; the registered schemas do not.
    config.put("avro.remove.java.properties", true);
    return new AvroSerdes(config);
  }

  public Serde<AnswerSubmitted> answerSubmitted() {
    return serde(AnswerSubmitted.class);
  }

  public Serde<AnswerScored> answerScored() {
    return serde(AnswerScored.class);
  }

  public Serde<AnswerRejected> answerRejected() {
    return serde(AnswerRejected.class);
  }

  private <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    var serializer = new KafkaAvroSerializer();
    serializer.configure(config, false);
    var deserializer = new KafkaAvroDeserializer();
    var reading = new HashMap<>(config);
    reading.put("specific.avro.value.type", type.getName());
    deserializer.configure(reading, false);
    return Serdes.serdeFrom(
        (topic, value) -> serializer.serialize(topic, value),
        (topic, bytes) -> type.cast(deserializer.deserialize(topic, bytes)));
  }
}
