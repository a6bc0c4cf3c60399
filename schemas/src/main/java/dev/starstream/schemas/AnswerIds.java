package dev.starstream.schemas;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import dev.starstream.events.RejectReason;
import dev.starstream.events.Stage;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/** Ids that are derived, so that every stage and every retry finds the same one. */
public final class AnswerIds {

  /** Namespace of all names below: a random UUID, fixed for ever. */
  private static final UUID NAMESPACE = UUID.fromString("6f5d1c0e-27b1-4c0a-9a0f-53a1a7c5f0d2");

  /** One a thread: each holds a digest. */
  private static final ThreadLocal<NameBasedGenerator> GENERATORS =
      ThreadLocal.withInitial(() -> Generators.nameBasedGenerator(NAMESPACE));

  /**
   * The id of an answer: a UUID version 5 (RFC 9562) of tenant, source and event id, joined by NUL,
   * which none of the three may hold.
   */
  public static UUID of(String tenantId, String source, String eventId) {
    return derived(tenantId, source, eventId);
  }

  /**
   * The id of a reject: the same for the same record and reason, however often it is rejected.
   *
   * @param recordedAt the record's timestamp: tells it from one at the same offset before the topic
   *     was deleted and made again
   */
  public static UUID ofReject(
      Stage stage,
      String topic,
      int partition,
      long offset,
      Instant recordedAt,
      RejectReason reason) {
    return derived(
        stage.name(),
        topic,
        Integer.toString(partition),
        Long.toString(offset),
        Long.toString(recordedAt.toEpochMilli()),
        reason.name());
  }

  /**
   * The partition of {@link Topics#ANSWERS_SUBMITTED} in which an answer is at home: that which
   * Kafka's default partitioner gives the id as key. There it is scored without a detour; anywhere
   * else the scoring stage carries it there first.
   *
   * @param partitions how many the topic has, 1 or more
   * @return 0 to {@code partitions - 1}
   */
  public static int homePartition(UUID answerId, int partitions) {
    return Utils.toPositive(Utils.murmur2(ForgetAnswer.key(answerId))) % partitions;
  }

  private static UUID derived(String... parts) {
    return GENERATORS.get().generate(String.join("\0", parts));
  }

  private AnswerIds() {}
}
