package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerRejected;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Header;
import dev.starstream.events.Problem;
import dev.starstream.events.RejectReason;
import dev.starstream.events.Stage;
import dev.starstream.schemas.AnswerIds;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes rejects of records, whole: bytes, headers and origin. */
final class Rejects {

  /**
   * Where a record came from and what it holds, byte for byte.
   *
   * @param key null if the record had none
   * @param payload null if the record had none
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on and never compared
  record Original(
      String topic,
      int partition,
      long offset,
      Instant recordedAt,
      byte[] key,
      byte[] payload,
      Headers headers) {}

  /** The reject of the record in hand; the answer is empty if the bytes could not be decoded. */
  static Step.Rejected of(
      FixedKeyProcessorContext<byte[], ?> context,
      FixedKeyRecord<byte[], ?> record,
      byte[] payload,
      Optional<AnswerSubmitted> answer,
      RejectReason reason,
      String detail,
      List<Problem> problems) {
    RecordMetadata origin =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without origin"));
    var original =
        new Original(
            origin.topic(),
            origin.partition(),
            origin.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            record.key(),
            payload,
            record.headers());
    var now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    return new Step.Rejected(of(original, answer, reason, detail, problems, now));
  }

  static AnswerRejected of(
      Original original,
      Optional<AnswerSubmitted> answer,
      RejectReason reason,
      String detail,
      List<Problem> problems,
      Instant now) {
    return AnswerRejected.newBuilder()
        .setRejectId(
            AnswerIds.ofReject(
                Stage.SCORING,
                original.topic(),
                original.partition(),
                original.offset(),
                original.recordedAt(),
                reason))
        .setStage(Stage.SCORING)
        .setReason(reason)
        .setDetail(detail)
        .setProblems(problems)
        .setTenantId(answer.map(AnswerSubmitted::getTenantId).orElse(null))
        .setEventId(answer.map(AnswerSubmitted::getEventId).orElse(null))
        .setCandidateRef(answer.map(AnswerSubmitted::getCandidateRef).orElse(null))
        .setTopic(original.topic())
        .setPartition(original.partition())
        .setOffset(original.offset())
        .setRecordedAt(original.recordedAt())
        .setRejectedAt(now)
        .setKey(bytes(original.key()))
        .setPayload(bytes(original.payload()))
        .setHeaders(headers(original.headers()))
        .build();
  }

  private static List<Header> headers(Headers headers) {
    return StreamSupport.stream(headers.spliterator(), false)
        .map(header -> new Header(header.key(), bytes(header.value())))
        .toList();
  }

  private static ByteBuffer bytes(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private Rejects() {}
}
