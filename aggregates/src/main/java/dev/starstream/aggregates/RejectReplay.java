package dev.starstream.aggregates;

import dev.starstream.aggregates.RejectedAnswers.Position;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.RecordOrigin;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts rejected records back, byte for byte, to the topic where they first stood, marked with their
 * origin: what fails again for the same reason is the same reject, what passes is counted once
 * however often it is replayed. Nobody but a person starts it, so nothing goes round in circles.
 *
 * <p>Reads page by page and waits for Kafka to have a page before it reads the next one. Not safe
 * for several threads.
 */
public final class RejectReplay implements AutoCloseable {

  /** What becomes of a reject. */
  public enum Fate {
    /** Kafka has acknowledged it; in a dry run: it would be replayed. */
    REPLAYED,
    /** The candidate has been erased: there is nothing left that could be replayed. */
    ERASED,
    /** Its bytes have expired, or it never had any. */
    WITHOUT_BYTES,
    /** It comes from a topic that is none of the pipeline's. */
    OTHER_TOPIC,
    /** Kafka does not take this record, whoever tries: it has become too large or too old. */
    REFUSED,
    /** It was sent and Kafka did not say that it has it. */
    UNCONFIRMED
  }

  /** Rejects by fate and reason. */
  public record Counts(Map<Fate, Map<String, Long>> byFate) {

    /** How many have that fate, for whatever reason they were rejected. */
    public long of(Fate fate) {
      return byFate.getOrDefault(fate, Map.of()).values().stream().mapToLong(n -> n).sum();
    }

    /** How many have that fate, by the reason they were rejected for. */
    public Map<String, Long> byReason(Fate fate) {
      return byFate.getOrDefault(fate, Map.of());
    }
  }

  /** Kafka or ClickHouse was away for too long. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Counts counts;

    StoppedException(String server, Counts counts, Throwable cause) {
      super(
          server
              + ": "
              + AccessRefusal.in(cause).map(AccessRefusal::message).orElse(cause.getMessage())
              + "; "
              + counts.of(Fate.REPLAYED)
              + " replayed, "
              + counts.of(Fate.UNCONFIRMED)
              + " sent and not confirmed, the rest not tried (the same command again counts"
              + " nothing twice)",
          cause);
      this.counts = counts;
    }

    /** What was done before. */
    public Counts counts() {
      return counts;
    }
  }

  /** A reject that has been told from the others; what it becomes shows when the future ends. */
  private record Sent(RejectedRecord rejected, Future<RecordMetadata> acknowledgement) {}

  /** A value is up to a megabyte, and a page is in memory as a whole. */
  private static final int PAGE = 100;

  private static final String ERASED = "erased";

  private static final Set<String> TOPICS =
      Set.of(
          Topics.ANSWERS_SUBMITTED.name(),
          Topics.ANSWERS_SCORED.name(),
          Topics.ANSWERS_RESCORED.name(),
          Topics.ANSWERS_REJECTED.name());

  private final RejectedAnswers rejects;
  private final Optional<KafkaProducer<byte[], byte[]>> producer;
  private final BiConsumer<RejectedRecord, Fate> listener;
  private final Map<Fate, Map<String, Long>> counts = new EnumMap<>(Fate.class);

  private RejectReplay(
      RejectedAnswers rejects,
      Optional<KafkaProducer<byte[], byte[]>> producer,
      BiConsumer<RejectedRecord, Fate> listener) {
    this.rejects = rejects;
    this.producer = producer;
    this.listener = listener;
  }

  /**
   * A replay to Kafka; connects when there is something to send.
   *
   * @param kafka how to reach Kafka, under Kafka's names
   * @param patience how long Kafka may be away
   * @param listener is told what became of each reject
   */
  public static RejectReplay open(
      RejectedAnswers rejects,
      Map<String, String> kafka,
      Duration patience,
      BiConsumer<RejectedRecord, Fate> listener) {
    var properties = new HashMap<String, Object>(kafka);
    var patienceMs = Math.toIntExact(Math.max(2_000, patience.toMillis()));
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "starstream-replay");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.ANSWERS_REJECTED.maxMessageBytes());
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patienceMs);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(30_000, patienceMs / 2));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patienceMs);
    return new RejectReplay(
        rejects,
        Optional.of(
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())),
        listener);
  }

  /** A replay that writes nothing and tells what it would do. */
  public static RejectReplay dry(
      RejectedAnswers rejects, BiConsumer<RejectedRecord, Fate> listener) {
    return new RejectReplay(rejects, Optional.empty(), listener);
  }

  /**
   * Replays the selected rejects, oldest first.
   *
   * @return what became of them
   * @throws StoppedException if Kafka or ClickHouse is away for longer than the patience
   */
  public Counts run(RejectSelection selection) {
    counts.clear();
    var after = Position.BEFORE_ALL;
    while (true) {
      var page = next(selection, after);
      if (page.isEmpty()) {
        return soFar();
      }
      replay(page);
      after = Position.of(page.get(page.size() - 1));
    }
  }

  private List<RejectedRecord> next(RejectSelection selection, Position after) {
    try {
      return rejects.page(selection, after, PAGE);
    } catch (RuntimeException e) {
      if (Failures.kind(e) == FailureKind.RETRYABLE) {
        throw new StoppedException("ClickHouse", soFar(), e);
      }
      throw e;
    }
  }

  private void replay(List<RejectedRecord> page) {
    var sent = new ArrayList<Sent>();
    Optional<Throwable> outage = Optional.empty();
    for (var rejected : page) {
      var fate = fate(rejected);
      if (fate != Fate.REPLAYED) {
        tell(rejected, fate);
      } else if (outage.isEmpty()) {
        try {
          sent.add(new Sent(rejected, send(rejected)));
        } catch (KafkaException e) {
          // Nothing of this record has left: it is among the rest.
          outage = Optional.of(e);
        }
      }
    }
    producer.ifPresent(KafkaProducer::flush);
    for (var one : sent) {
      var failure = failure(one.acknowledgement());
      tell(one.rejected(), failure.map(RejectReplay::fate).orElse(Fate.REPLAYED));
      if (failure.isPresent() && fate(failure.get()) == Fate.UNCONFIRMED && outage.isEmpty()) {
        outage = failure;
      }
    }
    if (outage.isPresent()) {
      throw new StoppedException("Kafka", soFar(), outage.get());
    }
  }

  /** What is to become of a reject, before Kafka is asked. */
  static Fate fate(RejectedRecord rejected) {
    if (rejected.reason().equals(ERASED)) {
      return Fate.ERASED;
    }
    if (rejected.payload().isEmpty()) {
      return Fate.WITHOUT_BYTES;
    }
    return TOPICS.contains(rejected.origin().topic()) ? Fate.REPLAYED : Fate.OTHER_TOPIC;
  }

  private static Fate fate(Throwable failure) {
    return failure instanceof RecordTooLargeException
            || failure instanceof InvalidTimestampException
        ? Fate.REFUSED
        : Fate.UNCONFIRMED;
  }

  private Future<RecordMetadata> send(RejectedRecord rejected) {
    if (producer.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var partitions = producer.get().partitionsFor(rejected.origin().topic()).size();
    return producer.get().send(original(rejected, partitions));
  }

  /**
   * The record as it was, with its origin among the headers.
   *
   * @param partitions of the topic: the record goes where it was, unless the topic was made again
   *     with fewer
   */
  static ProducerRecord<byte[], byte[]> original(RejectedRecord rejected, int partitions) {
    var origin = rejected.origin();
    var headers = new RecordHeaders();
    for (var header : rejected.headers()) {
      if (!RecordOrigin.isInternal(header.key())) {
        headers.add(header);
      }
    }
    origin.write(headers);
    return new ProducerRecord<>(
        origin.topic(),
        origin.partition() < partitions ? origin.partition() : null,
        // A record without a timestamp has -1, which a producer does not take.
        origin.recordedAt().isBefore(Instant.EPOCH) ? null : origin.recordedAt().toEpochMilli(),
        rejected.key().orElse(null),
        rejected.payload().orElseThrow(),
        headers);
  }

  /** Why Kafka did not acknowledge; after a flush the answer is there. */
  private static Optional<Throwable> failure(Future<RecordMetadata> acknowledgement) {
    try {
      acknowledgement.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(e);
    }
  }

  private void tell(RejectedRecord rejected, Fate fate) {
    counts.computeIfAbsent(fate, any -> new TreeMap<>()).merge(rejected.reason(), 1L, Long::sum);
    listener.accept(rejected, fate);
  }

  private Counts soFar() {
    var copy = new EnumMap<Fate, Map<String, Long>>(Fate.class);
    counts.forEach((fate, byReason) -> copy.put(fate, new TreeMap<>(byReason)));
    return new Counts(copy);
  }

  @Override
  public void close() {
    producer.ifPresent(open -> open.close(Duration.ofSeconds(5)));
  }
}
