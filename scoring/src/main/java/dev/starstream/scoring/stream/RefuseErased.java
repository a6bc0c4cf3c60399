package dev.starstream.scoring.stream;

import dev.starstream.schemas.CandidateKey;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;

/**
 * Rejects answers of candidates who were erased, new ones as well as replayed ones. The set of them
 * is read by every instance on its own, some milliseconds after it was written.
 */
final class RefuseErased extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  /** By {@link CandidateKey#erasureKey}; that a key is there is all that counts. */
  static final String STORE = "candidates-erased";

  private TimestampedKeyValueStore<String, byte[]> erased;

  @Override
  public void init(FixedKeyProcessorContext<byte[], Step> context) {
    super.init(context);
    erased = context.getStateStore(STORE);
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    context()
        .forward(
            record.value() instanceof Step.Pending pending && isErased(pending)
                ? record.withValue(
                    Rejects.ofErased(context(), record, pending.answer().getTenantId()))
                : record);
  }

  private boolean isErased(Step.Pending pending) {
    var tenant = pending.answer().getTenantId();
    var candidate = CandidateKey.of(tenant, pending.answer().getCandidateRef());
    return erased.get(CandidateKey.erasureKey(tenant, candidate)) != null;
  }
}
