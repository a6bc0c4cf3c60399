package dev.starstream.scoring.stream;

import dev.starstream.events.RejectReason;
import dev.starstream.schemas.ContentHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Lets an answer id through once. The same id with the same content again is dropped, with other
 * content it is rejected. It comes after scoring, so that an answer which the scorer failed on has
 * not been seen when it is replayed. An id that an erasure asks to forget is let through again.
 *
 * <p>Ids are remembered by the clock of this machine, not by the record's timestamp: one record
 * from a clock that runs years ahead would otherwise make the store forget all others.
 */
final class Deduplicate extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  static final String STORE = "answer-ids-seen";

  private final Duration retention;
  private WindowStore<String, byte[]> seen;

  Deduplicate(Duration retention) {
    this.retention = retention;
  }

  @Override
  public void init(FixedKeyProcessorContext<byte[], Step> context) {
    super.init(context);
    seen = context.getStateStore(STORE);
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    if (record.value() instanceof Step.Scored scored) {
      deduplicate(record, scored);
    } else if (record.value() instanceof Step.Forget forget) {
      forget(forget.answerId().toString());
    } else {
      context().forward(record);
    }
  }

  private void deduplicate(FixedKeyRecord<byte[], Step> record, Step.Scored scored) {
    var id = scored.scored().getAnswerId().toString();
    var hash = ContentHash.of(scored.scored().getAnswer());
    var now = context().currentSystemTimeMs();
    var before = hashSeen(id, now);
    if (before.isEmpty()) {
      seen.put(id, hash, now);
      context().forward(record);
    } else if (!Arrays.equals(before.get(), hash)) {
      context().forward(record.withValue(conflict(record, scored)));
    }
  }

  /** Looks into the future as well: the clock may have been set back since the id was seen. */
  private Optional<byte[]> hashSeen(String id, long now) {
    try (var hits = seen.fetch(id, Math.max(0, now - retention.toMillis()), Long.MAX_VALUE)) {
      return hits.hasNext() ? Optional.of(hits.next().value) : Optional.empty();
    }
  }

  private void forget(String id) {
    var seenAt = new ArrayList<Long>();
    try (var hits = seen.fetch(id, 0, Long.MAX_VALUE)) {
      hits.forEachRemaining(hit -> seenAt.add(hit.key));
    }
    for (var at : seenAt) {
      seen.put(id, null, at);
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
