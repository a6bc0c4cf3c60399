package dev.starstream.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Confluent's deserializer until it has read a first record of a schema id; then Avro alone reads
 * the others of that id, which saves what is done beside reading for each record. What Avro cannot
 * read goes to Confluent's deserializer, so that every failure is one of its own. Thread-safe.
 */
final class RememberingDeserializer<T extends SpecificRecord> implements Deserializer<T> {

  private static final byte MAGIC = 0;

  /** Magic byte and schema id, which stand before the record. */
  static final int HEAD = 1 + Integer.BYTES;

  private final KafkaAvroDeserializer confluent;
  private final Class<T> type;
  private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

  RememberingDeserializer(KafkaAvroDeserializer confluent, Class<T> type) {
    this.confluent = confluent;
    this.type = type;
  }

  @Override
  public T deserialize(String topic, byte[] bytes) {
    return remembered(bytes).orElseGet(() -> learn(topic, bytes));
  }

  private Optional<T> remembered(byte[] bytes) {
    if (!hasSchemaId(bytes)) {
      return Optional.empty();
    }
    var reader = readers.get(schemaId(bytes));
    if (reader == null) {
      return Optional.empty();
    }
    try {
      var decoder = DecoderFactory.get().binaryDecoder(bytes, HEAD, bytes.length - HEAD, null);
      return Optional.of(reader.read(null, decoder));
    } catch (IOException | RuntimeException e) {
      // Confluent's deserializer will say it in its own words.
      return Optional.empty();
    }
  }

  private T learn(String topic, byte[] bytes) {
    var value = type.cast(confluent.deserialize(topic, bytes));
    if (hasSchemaId(bytes)) {
      var id = schemaId(bytes);
      writerSchema(id)
          .ifPresent(
              schema ->
                  readers.put(
                      id,
                      new SpecificDatumReader<>(
                          schema.rawSchema(), value.getSchema(), SpecificData.getForClass(type))));
    }
    return value;
  }

  /** The schema is in the client's cache mostly; if it is not to be had, the next record asks. */
  Optional<AvroSchema> writerSchema(int id) {
    try {
      return confluent.getSchemaById(id) instanceof AvroSchema schema
          ? Optional.of(schema)
          : Optional.empty();
    } catch (IOException | RestClientException e) {
      return Optional.empty();
    }
  }

  static boolean hasSchemaId(byte[] bytes) {
    return bytes != null && bytes.length >= HEAD && bytes[0] == MAGIC;
  }

  static int schemaId(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  @Override
  public void close() {
    confluent.close();
  }
}
