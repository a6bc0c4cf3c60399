package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.ForgetAnswer;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Back to bytes under the answer's id as key, so that whatever has one id meets in one partition,
 * behind which it is scored and deduplicated. The record's origin and key travel in headers.
 */
final class KeyById extends ContextualProcessor<byte[], Step, byte[], byte[]> {

  @Override
  public void process(Record<byte[], Step> record) {
    var step = record.value();
    if (step instanceof Step.Pending pending) {
      forward(record, id(pending.answer()), pending.payload());
    } else if (step instanceof Step.Forget forget) {
      forward(record, forget.answerId(), null);
    } else {
      throw new IllegalStateException(
          step.getClass().getSimpleName() + " (expected: Pending or Forget)");
    }
  }

  private void forward(Record<byte[], Step> record, UUID id, byte[] value) {
    var original =
        Original.of(
            context().recordMetadata(), record.timestamp(), record.key(), value, record.headers());
    var headers = new RecordHeaders(record.headers());
    original.writeTo(headers);
    context().forward(new Record<>(ForgetAnswer.key(id), value, record.timestamp(), headers));
  }

  private static UUID id(AnswerSubmitted answer) {
    return AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
  }
}
