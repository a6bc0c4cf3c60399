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

/** Makes rejects of records, whole: bytes, headers and origin. */
final class Rejects {

  /** The reject of the record in hand; the answer is empty if the bytes could not be decoded. */
  static Step.Rejected of(
      FixedKeyProcessorContext<byte[], ?> context,
      FixedKeyRecord<byte[], ?> record,
      byte[] payload,
      Optional<AnswerSubmitted> answer,
      RejectReason reason,
      String detail,
      List<Problem> problems) {
    var now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    return new Step.Rejected(
        of(original(context, record, payload), answer, reason, detail, problems, now));
  }

  static AnswerRejected of(
      Original original,
      Optional<AnswerSubmitted> answer,
      RejectReason reason,
      String detail,
      List<Problem> problems,
      Instant now) {
    return at(original, reason, detail, now)
        .setProblems(problems)
        .setTenantId(answer.map(AnswerSubmitted::getTenantId).orElse(null))
        .setEventId(answer.map(AnswerSubmitted::getEventId).orElse(null))
        .setCandidateRef(answer.map(AnswerSubmitted::getCandidateRef).orElse(null))
        .setKey(bytes(original.key()))
        .setPayload(bytes(original.payload()))
        .setHeaders(headers(original.headers()))
        .build();
  }

  /**
   * The reject of an erased candidate's answer: tenant and origin, and nothing that tells whose.
   */
  static Step.Rejected ofErased(
      FixedKeyProcessorContext<byte[], ?> context,
      FixedKeyRecord<byte[], ?> record,
      String tenantId) {
    var now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    return new Step.Rejected(
        at(
                original(context, record, null),
                RejectReason.ERASED,
                "the candidate was erased (expected: no more answers of theirs)",
                now)
            .setTenantId(tenantId)
            .build());
  }

  private static AnswerRejected.Builder at(
      Original original, RejectReason reason, String detail, Instant now) {
    var origin = original.origin();
    return AnswerRejected.newBuilder()
        .setRejectId(
            AnswerIds.ofReject(
                Stage.SCORING,
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.recordedAt(),
                reason))
        .setStage(Stage.SCORING)
        .setReason(reason)
        .setDetail(detail)
        .setTopic(origin.topic())
        .setPartition(origin.partition())
        .setOffset(origin.offset())
        .setRecordedAt(origin.recordedAt())
        .setRejectedAt(now);
  }

  private static Original original(
      FixedKeyProcessorContext<byte[], ?> context,
      FixedKeyRecord<byte[], ?> record,
      byte[] payload) {
    return Original.of(
        context.recordMetadata(), record.timestamp(), record.key(), payload, record.headers());
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
