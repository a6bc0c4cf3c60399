package dev.starstream.scoring.stream;

import dev.starstream.events.RejectReason;
import dev.starstream.schemas.ContentHash;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Lets an answer id through once. The same id with the same content again is dropped, with other
 * content it is rejected. It comes after scoring, so that an answer which the scorer failed on has
 * not been seen when it is replayed. An id that an erasure asks to forget is let through again.
 *
 * <p>Ids are remembered by the clock of this machine, not by the record's timestamp: one record
 * from a clock that runs years ahead would otherwise make the store forget all others.
 */
final class Deduplicate extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  static final String STORE = "answer-ids";

  private static final Duration EXPIRE_EVERY = Duration.ofSeconds(1);

  /** So that answers do not wait for long; the rest goes a second later. */
  private static final int EXPIRE_AT_MOST = 2000;

  private final Duration retention;
  private SeenIds seen;

  Deduplicate(Duration retention) {
    this.retention = retention;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Step> context) {
    super.init(context);
    seen = new SeenIds(context.getStateStore(STORE), retention);
    context.schedule(
        EXPIRE_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        nowMillis -> seen.expire(nowMillis, EXPIRE_AT_MOST));
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    if (record.value() instanceof Step.Scored scored) {
      deduplicate(record, scored);
    } else if (record.value() instanceof Step.Forget forget) {
      seen.remove(forget.answerId());
    } else {
      context().forward(record);
    }
  }

  private void deduplicate(FixedKeyRecord<byte[], Step> record, Step.Scored scored) {
    var id = scored.scored().getAnswerId();
    var hash = ContentHash.of(scored.scored().getAnswer());
    var now = context().currentSystemTimeMs();
    var before = seen.hash(id, now);
    if (before.isEmpty()) {
      seen.add(id, hash, now);
      context().forward(record);
    } else if (!Arrays.equals(before.get(), hash)) {
      context().forward(record.withValue(conflict(record, scored)));
    }
  }

  private Step conflict(FixedKeyRecord<byte[], Step> record, Step.Scored scored) {
    return Rejects.of(
        context(),
        record,
        scored.payload(),
        Optional.of(scored.scored().getAnswer()),
        RejectReason.CONFLICTING_DUPLICATE,
        "the event id came before with other content (expected: a new id for a new answer)",
        List.of());
  }
}
