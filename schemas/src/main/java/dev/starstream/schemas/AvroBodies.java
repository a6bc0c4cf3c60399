package dev.starstream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Records as Avro's binary encoding in the schema of this build: a record's own bytes if they were
 * written with it, as they nearly always are; else they are read, resolved, and written again.
 * Thread-safe.
 */
public final class AvroBodies<T extends SpecificRecord> implements Deserializer<ByteBuffer> {

  private final RememberingDeserializer<T> deserializer;
  private final Schema schema;
  private final String form;
  private final SpecificDatumWriter<T> writer;

  /** By schema id: whether its bytes are laid out as those of this build's schema. */
  private final Map<Integer, Boolean> sameLayout = new ConcurrentHashMap<>();

  AvroBodies(RememberingDeserializer<T> deserializer, Class<T> type) {
    this.deserializer = deserializer;
    var data = SpecificData.getForClass(type);
    this.schema = data.getSchema(type);
    this.form = SchemaNormalization.toParsingForm(schema);
    this.writer = new SpecificDatumWriter<>(schema, data);
  }

  /**
   * The body of a record. Whether it can be read is not known yet, unless it had to be.
   *
   * @throws RuntimeException as Confluent's deserializer does
   */
  @Override
  public ByteBuffer deserialize(String topic, byte[] bytes) {
    var known =
        RememberingDeserializer.hasSchemaId(bytes)
            && sameLayout.getOrDefault(RememberingDeserializer.schemaId(bytes), false);
    return known
        ? ByteBuffer.wrap(
            bytes, RememberingDeserializer.HEAD, bytes.length - RememberingDeserializer.HEAD)
        : rewritten(topic, bytes);
  }

  /**
   * The body of a record after Avro has read it and written it again.
   *
   * @throws RuntimeException as Confluent's deserializer does
   */
  public ByteBuffer rewritten(String topic, byte[] bytes) {
    var value = deserializer.deserialize(topic, bytes);
    if (RememberingDeserializer.hasSchemaId(bytes)) {
      sameLayout.computeIfAbsent(
          RememberingDeserializer.schemaId(bytes),
          id ->
              deserializer
                  .writerSchema(id)
                  .map(by -> SchemaNormalization.toParsingForm(by.rawSchema()).equals(form))
                  .orElse(null));
    }
    var out = new ByteArrayOutputStream();
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }
}
