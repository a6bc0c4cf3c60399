package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerScored;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Outcome to bytes, under its topic's key and without our own headers: a score that kept an origin
 * would be taken for a replayed one. It is no serde of the sink's, since a failure there would meet
 * {@link RejectingHandler} after the headers that tell the origin are gone.
 */
final class Encode<T> extends ContextualProcessor<byte[], Step, byte[], byte[]> {

  private final Topics.Topic topic;
  private final Function<Step, T> outcome;
  private final Function<T, byte[]> key;
  private final Serializer<T> serializer;

  private Encode(
      Topics.Topic topic,
      Function<Step, T> outcome,
      Function<T, byte[]> key,
      Serializer<T> serializer) {
    this.topic = topic;
    this.outcome = outcome;
    this.key = key;
    this.serializer = serializer;
  }

  /** A direct publisher may have used another key; from here on a candidate's answers are one. */
  static Encode<AnswerScored> scored(AvroSerdes serdes) {
    return new Encode<>(
        Topics.ANSWERS_SCORED,
        step -> ((Step.Scored) step).scored(),
        scored ->
            Topics.key(scored.getAnswer().getTenantId(), scored.getAnswer().getCandidateRef())
                .getBytes(StandardCharsets.UTF_8),
        serdes.answerScored().serializer());
  }

  /** The key is the original record's, and none if the candidate was erased. */
  static Encode<AnswerRejected> rejected(AvroSerdes serdes) {
    return new Encode<>(
        Topics.ANSWERS_REJECTED,
        step -> ((Step.Rejected) step).reject(),
        reject -> bytes(reject.getKey()),
        serdes.answerRejected().serializer());
  }

  @Override
  public void process(Record<byte[], Step> record) {
    var value = outcome.apply(record.value());
    var encoded = serializer.serialize(topic.name(), value);
    // A reject holds the headers of its record, or must not hold them.
    var headers =
        value instanceof AnswerRejected
            ? new RecordHeaders()
            : Original.withoutOurs(record.headers());
    context().forward(new Record<>(key.apply(value), encoded, record.timestamp(), headers));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
