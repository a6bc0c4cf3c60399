package dev.starstream.scoring.stream;

import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The record as it first stood on {@code answers.submitted}, byte for byte, wherever in the
 * topology it is now: behind the repartition topic its position and key are in headers, and so is
 * the position of a replayed reject. Only our own headers are left out.
 *
 * @param key null if the record had none
 * @param payload null if the record had none
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on and never compared
record Original(RecordOrigin origin, byte[] key, byte[] payload, Headers headers) {

  private static final String KEY_HEADER = RecordOrigin.PREFIX + "key";

  /** The original of a record that stands in some topic under some key now. */
  static Original of(
      String topic,
      int partition,
      long offset,
      Instant recordedAt,
      byte[] key,
      byte[] payload,
      Headers headers) {
    var isSubmitted = topic.equals(Topics.ANSWERS_SUBMITTED.name());
    return new Original(
        RecordOrigin.read(headers)
            .orElseGet(() -> new RecordOrigin(topic, partition, offset, recordedAt)),
        isSubmitted ? key : keyHeader(headers),
        payload,
        withoutOurs(headers));
  }

  /** The original of the record in hand. */
  static Original of(
      Optional<RecordMetadata> position,
      long timestamp,
      byte[] key,
      byte[] payload,
      Headers headers) {
    var now = position.orElseThrow(() -> new IllegalStateException("a record without position"));
    return of(
        now.topic(),
        now.partition(),
        now.offset(),
        Instant.ofEpochMilli(timestamp),
        key,
        payload,
        headers);
  }

  /** Puts position and key among the headers of a record that takes its place. */
  void writeTo(Headers target) {
    origin.write(target);
    target.remove(KEY_HEADER).add(KEY_HEADER, key);
  }

  /** A copy without what only the pipeline reads. */
  static Headers withoutOurs(Headers headers) {
    var theirs = new RecordHeaders();
    for (var header : headers) {
      if (!RecordOrigin.isInternal(header.key())) {
        theirs.add(header);
      }
    }
    return theirs;
  }

  private static byte[] keyHeader(Headers headers) {
    var header = headers.lastHeader(KEY_HEADER);
    return header == null ? null : header.value();
  }
}
