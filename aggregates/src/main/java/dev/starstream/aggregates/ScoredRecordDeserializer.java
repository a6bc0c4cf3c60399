package dev.starstream.aggregates;

import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroBodies;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads one scored answer after the other into the same {@link ScoredRecord}. What that cannot read
 * Avro has to, so that every failure is one of its own. Owned by one sink thread.
 */
final class ScoredRecordDeserializer implements Deserializer<ScoredRecord> {

  static {
    var fingerprint = SchemaNormalization.parsingFingerprint64(AnswerScored.getClassSchema());
    if (fingerprint != ScoredRecord.FINGERPRINT) {
      throw new IllegalStateException(
          "schema AnswerScored: fingerprint %d (expected: %d, the one that ScoredRecord reads)"
              .formatted(fingerprint, ScoredRecord.FINGERPRINT));
    }
  }

  private final AvroBodies<AnswerScored> bodies;
  private final ScoredRecord fields = new ScoredRecord();

  ScoredRecordDeserializer(AvroBodies<AnswerScored> bodies) {
    this.bodies = bodies;
  }

  @Override
  public ScoredRecord deserialize(String topic, byte[] bytes) {
    try {
      fields.read(bodies.deserialize(topic, bytes));
    } catch (AvroRuntimeException e) {
      // Avro says what is wrong, or mends what it can: bytes of a string that are no UTF-8.
      fields.read(bodies.rewritten(topic, bytes));
    }
    return fields;
  }
}
