package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.RejectReason;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.ForgetAnswer;
import dev.starstream.schemas.Topics;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Bytes to answer. Bytes that are no answer become a reject; a registry that cannot be reached is
 * thrown on, so that the record is tried again. It stands on both sides of the repartition topic,
 * which keeps only bytes.
 */
final class Decode extends ContextualFixedKeyProcessor<byte[], byte[], Step> {

  private final Deserializer<AnswerSubmitted> deserializer;

  Decode(Deserializer<AnswerSubmitted> deserializer) {
    this.deserializer = deserializer;
  }

  @Override
  public void process(FixedKeyRecord<byte[], byte[]> record) {
    context().forward(record.withValue(decoded(record)));
  }

  private Step decoded(FixedKeyRecord<byte[], byte[]> record) {
    var payload = record.value();
    if (payload == null) {
      Optional<UUID> forgotten = ForgetAnswer.read(record.key(), payload, record.headers());
      if (forgotten.isPresent()) {
        return new Step.Forget(forgotten.get());
      }
      return undecodable(record, "the record has no value (expected: Avro in Confluent's format)");
    }
    try {
      var answer = deserializer.deserialize(Topics.ANSWERS_SUBMITTED.name(), payload);
      return new Step.Pending(payload, answer);
    } catch (SerializationException | ClassCastException e) {
      if (AvroSerdes.isOutage(e)) {
        throw e;
      }
      return undecodable(record, whatIsWrong(payload, e));
    }
  }

  private Step undecodable(FixedKeyRecord<byte[], byte[]> record, String detail) {
    return Rejects.of(
        context(),
        record,
        record.value(),
        Optional.empty(),
        RejectReason.UNDECODABLE,
        detail,
        List.of());
  }

  /** Never the exception's own message: Avro's may quote the data. */
  private static String whatIsWrong(byte[] payload, Exception e) {
    if (payload.length < 5 || payload[0] != 0) {
      return payload.length
          + " bytes without Confluent's header (expected: byte 0, then the schema id in 4 bytes,"
          + " then Avro)";
    }
    return "no AnswerSubmitted in Avro can be read from "
        + payload.length
        + " bytes: "
        + e.getClass().getSimpleName()
        + (e.getCause() == null ? "" : " caused by " + e.getCause().getClass().getSimpleName());
  }
}
