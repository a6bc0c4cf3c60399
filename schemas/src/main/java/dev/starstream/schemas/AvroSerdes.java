package dev.starstream.schemas;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.ApiKey;
import dev.starstream.events.CandidateErased;
import dev.starstream.events.PlatformQuestion;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Serdes of the topics' values on Confluent's own serializer. They never register a schema: that is
 * {@link SchemaRegistration}'s work, done once before anything starts. A serde may be used by
 * several threads.
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

  /** Scored answers as bytes, for a reader that needs no objects. */
  public AvroBodies<AnswerScored> answerScoredBodies() {
    return bodies(AnswerScored.class);
  }

  public Serde<AnswerRejected> answerRejected() {
    return serde(AnswerRejected.class);
  }

  public Serde<CandidateErased> candidateErased() {
    return serde(CandidateErased.class);
  }

  public Serde<ApiKey> apiKey() {
    return serde(ApiKey.class);
  }

  public Serde<PlatformQuestion> platformQuestion() {
    return serde(PlatformQuestion.class);
  }

  /**
   * Reads one field of records and skips the others, which is several times as fast.
   *
   * @param schema of the record
   * @param field one with logical type uuid
   */
  public Deserializer<UUID> uuidField(Schema schema, String field) {
    var only = schema.getField(field);
    var projection =
        Schema.createRecord(
            schema.getName(),
            schema.getDoc(),
            schema.getNamespace(),
            false,
            List.of(new Schema.Field(field, Schema.create(only.schema().getType()), only.doc())));
    var generic = new HashMap<>(config);
    generic.put("specific.avro.reader", false);
    var deserializer = new KafkaAvroDeserializer();
    deserializer.configure(generic, false);
    return (topic, bytes) ->
        deserializer.deserialize(topic, bytes, projection) instanceof GenericRecord record
            ? UUID.fromString(record.get(field).toString())
            : null;
  }

  /**
   * Whether a serde failed because the registry cannot be reached or is in trouble, and not because
   * of the bytes. An outage is no reason to reject an answer: wait and try again.
   */
  public static boolean isOutage(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RestClientException refused) {
        // 404: nobody registered that schema id. 422: the request makes no sense. All else, such as
        // 401, 429 and 5xx, says nothing about the record.
        return refused.getStatus() != 404 && refused.getStatus() != 422;
      }
      if (cause instanceof RetriableException) {
        return true;
      }
      if (cause instanceof IOException) {
        // Avro's decoder throws IOExceptions too: its own, and EOFException at the end of the
        // bytes.
        return !(cause instanceof EOFException)
            && !cause.getClass().getName().startsWith("org.apache.avro.");
      }
    }
    return false;
  }

  <T extends SpecificRecord> AvroBodies<T> bodies(Class<T> type) {
    return new AvroBodies<>(deserializer(type), type);
  }

  private <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    var serializer = new KafkaAvroSerializer();
    serializer.configure(config, false);
    return Serdes.serdeFrom(
        (topic, value) -> serializer.serialize(topic, value), deserializer(type));
  }

  private <T extends SpecificRecord> RememberingDeserializer<T> deserializer(Class<T> type) {
    var deserializer = new KafkaAvroDeserializer();
    var reading = new HashMap<>(config);
    reading.put("specific.avro.value.type", type.getName());
    deserializer.configure(reading, false);
    return new RememberingDeserializer<>(deserializer, type);
  }
}
