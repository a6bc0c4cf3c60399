package dev.starstream.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends the answers: bursts while the budget lasts, then a trickle until there is more. Among them
 * repeats, conflicts, bad bytes, broken rules, and pairs of equal answers that go alone.
 */
final class Traffic implements Runnable, AutoCloseable {

  private static final int BURST_PER_SECOND = 2500;
  private static final Duration TRICKLE = Duration.ofMillis(100);

  /** Retries have no end, so a producer that has lost its way would be waited for without end. */
  private static final Duration STALLED = Duration.ofMinutes(3);

  /** Longer than the sink's flush interval and the way through scoring. */
  static final Duration ALONE = Duration.ofMillis(1500);

  /** Longer also than the sink waits while Kafka has more; too long for a fault to wait it out. */
  static final Duration SURELY_ALONE = Duration.ofMillis(6500);

  /** So many come before the rest, to see that answers flow. */
  static final int FIRST = 20;

  private static final int PAIRS = 3;
  private static final int REPEATED_FROM_LAST = 3000;

  private final Answers answers;
  private final int count;
  private final Duration alone;
  private final IntSupplier budget;
  private final Expected expected = new Expected();
  private final BitSet conflicted = new BitSet();
  private final SplittableRandom random;
  private final Serializer<AnswerSubmitted> serializer;
  private final Producer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /** What a number says where it is not its own content. */
  private final Map<Integer, Integer> contents = new HashMap<>();

  private final Thread thread = new Thread(this, "traffic");
  private volatile int reached;

  /**
   * Traffic that is not running yet.
   *
   * @param alone pause before and after each answer of a pair
   * @param budget how many answers may have been sent by now
   */
  Traffic(
      Answers answers,
      int count,
      Duration alone,
      long seed,
      String kafkaBootstrap,
      String registryUrl,
      IntSupplier budget) {
    this.answers = answers;
    this.count = count;
    this.alone = alone;
    this.budget = budget;
    this.random = new SplittableRandom(seed);
    this.serializer =
        AvroSerdes.of(Map.of("schema.registry.url", registryUrl)).answerSubmitted().serializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafkaBootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // Whatever happens to Kafka: what was sent arrives.
                ProducerConfig.RETRIES_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (long) Integer.MAX_VALUE,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void start() {
    // The schema's id is known before the registry can be away.
    serializer.serialize(Topics.ANSWERS_SUBMITTED.name(), answers.of(0, 0));
    thread.start();
  }

  /**
   * Waits until everything is sent and acknowledged; then says what must come of it.
   *
   * @throws IllegalStateException if Kafka has acknowledged nothing for minutes, though no fault is
   *     under way any more
   */
  Expected await() throws Exception {
    int before;
    do {
      before = reached;
      thread.join(STALLED.toMillis());
    } while (thread.isAlive() && reached > before);
    if (thread.isAlive()) {
      thread.interrupt();
      throw new IllegalStateException(
          "no answer from Kafka for %s after %d of %d answers (expected: all acknowledged)"
              .formatted(STALLED, before, count));
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return expected;
  }

  @Override
  public void run() {
    try {
      for (var number = 0; number < count; ) {
        number =
            count >= PAIRS * 2
                    && number % (count / PAIRS) == count / PAIRS / 2
                    && number + 1 < count
                ? sendPair(number)
                : sendSome(number);
        reached = number;
      }
      producer.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /** A burst, or one answer of a trickle; ends before a pair. */
  private int sendSome(int from) throws InterruptedException {
    var allowed = budget.getAsInt();
    while (from >= FIRST && allowed <= FIRST) {
      // The pipeline is not up yet: a pair would wait for it with all others.
      Thread.sleep(TRICKLE.toMillis());
      allowed = budget.getAsInt();
    }
    var burst = allowed > from ? Math.min(allowed - from, 1 + random.nextInt(400)) : 1;
    var number = from;
    do {
      send(number);
      number++;
    } while (number < count
        && number - from < burst
        && number % Math.max(1, count / PAIRS) != count / PAIRS / 2);
    Thread.sleep(allowed > from ? (number - from) * 1000L / BURST_PER_SECOND : TRICKLE.toMillis());
    return number;
  }

  /** Two answers that differ in nothing but their ids, each alone in its block. */
  private int sendPair(int number) throws InterruptedException {
    producer.flush();
    Thread.sleep(alone.toMillis());
    publish(number, number);
    Thread.sleep(alone.toMillis());
    contents.put(number + 1, number);
    publish(number + 1, number);
    Thread.sleep(alone.toMillis() / 2);
    expected.equalPair(number, number + 1);
    return number + 2;
  }

  private void send(int number) {
    var chance = random.nextDouble();
    if (chance < 0.005) {
      var bytes = "no avro " + number;
      send(Topics.key(Answers.TENANT, "nobody-" + number % 50), null, bytes.getBytes(UTF_8));
      expected.rejected("undecodable", bytes);
    } else if (chance < 0.010) {
      send(AnswerSubmitted.newBuilder(answers.of(number, number)).setAttemptNo(0).build());
      expected.rejected("invalid", Answers.eventId(number));
    } else {
      publish(number, number);
      if (random.nextDouble() < 0.03) {
        repeat(earlier(number));
      }
      if (random.nextDouble() < 0.005) {
        contradict(earlier(number));
      }
    }
  }

  private void publish(int number, int content) {
    send(answers.of(number, content));
    expected.scored(number);
  }

  private int earlier(int number) {
    return Math.max(0, number - random.nextInt(REPEATED_FROM_LAST));
  }

  private void repeat(int number) {
    if (!expected.isScored(number)) {
      return;
    }
    var answer = answers.of(number, contents.getOrDefault(number, number));
    // Under another key it is another partition: a repeat all the same.
    if (random.nextInt(3) == 0) {
      send("another-key-" + number, null, bytes(answer));
    } else {
      send(answer);
    }
    expected.repeated();
  }

  private void contradict(int number) {
    if (!expected.isScored(number) || conflicted.get(number)) {
      return;
    }
    conflicted.set(number);
    var answer = answers.of(number, contents.getOrDefault(number, number));
    send(AnswerSubmitted.newBuilder(answer).setText(answer.getText() + " And more.").build());
    expected.rejected("conflicting_duplicate", answer.getEventId());
  }

  /**
   * Half of the ids as the HTTP edge publishes, half wherever the key puts them: all that has one
   * id in one partition, since whichever content comes first is the one that counts.
   */
  private void send(AnswerSubmitted answer) {
    var key = Topics.key(answer.getTenantId(), answer.getCandidateRef());
    var asTheEdge = answer.getEventId().hashCode() % 2 == 0;
    send(key, asTheEdge ? home(answer) : null, bytes(answer));
  }

  private int home(AnswerSubmitted answer) {
    return AnswerIds.homePartition(
        AnswerIds.of(answer.getTenantId(), answer.getSource(), answer.getEventId()),
        producer.partitionsFor(Topics.ANSWERS_SUBMITTED.name()).size());
  }

  private byte[] bytes(AnswerSubmitted answer) {
    return serializer.serialize(Topics.ANSWERS_SUBMITTED.name(), answer);
  }

  private void send(String key, Integer partition, byte[] value) {
    // One in ten says that it was recorded days ago, or, as far as a broker takes it, in the
    // future.
    var now = System.currentTimeMillis();
    var timestamp =
        random.nextInt(10) > 0 ? now : now + random.nextLong(-9 * 86_400_000L, 3_000_000);
    var unused =
        producer.send(
            new ProducerRecord<>(Topics.ANSWERS_SUBMITTED.name(), partition, timestamp, key, value),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close(Duration.ZERO);
  }
}
