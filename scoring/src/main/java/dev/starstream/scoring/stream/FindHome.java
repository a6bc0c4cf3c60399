package dev.starstream.scoring.stream;

import dev.starstream.schemas.AnswerIds;
import java.util.UUID;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Tells what stands in the partition of its answer id, as all that our HTTP edge publishes does,
 * from what a direct publisher has put elsewhere. The position decides, and nothing that a
 * publisher could claim: an id is deduplicated by the one task that reads its partition.
 */
final class FindHome extends ContextualFixedKeyProcessor<byte[], Step, Step> {

  private final int partitions;

  FindHome(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void process(FixedKeyRecord<byte[], Step> record) {
    var step = record.value();
    if (step instanceof Step.Pending pending) {
      var answer = pending.answer();
      var id = AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId());
      forward(record, id, pending.payload());
    } else if (step instanceof Step.Forget forget) {
      forward(record, forget.answerId(), null);
    } else {
      context().forward(record);
    }
  }

  private void forward(FixedKeyRecord<byte[], Step> record, UUID id, byte[] payload) {
    context()
        .forward(
            AnswerIds.homePartition(id, partitions) == partition()
                ? record
                : record.withValue(new Step.Away(id, payload)));
  }

  private int partition() {
    return context()
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("a record without position"))
        .partition();
  }
}
