package dev.starstream.scoring.stream;

import dev.starstream.schemas.ForgetAnswer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Back to bytes under the answer's id as key, for the way to the partition in which whatever has
 * that id meets. The record's origin and key travel in headers.
 */
final class KeyById extends ContextualProcessor<byte[], Step, byte[], byte[]> {

  @Override
  public void process(Record<byte[], Step> record) {
    var away = (Step.Away) record.value();
    var original =
        Original.of(
            context().recordMetadata(),
            record.timestamp(),
            record.key(),
            away.payload(),
            record.headers());
    var headers = new RecordHeaders(record.headers());
    original.writeTo(headers);
    context()
        .forward(
            new Record<>(
                ForgetAnswer.key(away.answerId()), away.payload(), record.timestamp(), headers));
  }
}
