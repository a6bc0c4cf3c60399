package dev.starstream.scoring.stream;

import dev.starstream.schemas.AvroSerdes;
import dev.starstream.schemas.Topics;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores again, with this build's scorer, what earlier versions have scored: from answers.scored to
 * answers.rescored, exactly once, beside live traffic. It goes on where an earlier run of the same
 * version has stopped or died. Instances share the partitions; outages are waited out.
 *
 * <p>Runs on threads of its own. All methods may be called from any thread.
 */
public final class Rescoring implements AutoCloseable {

  /**
   * What became of the records that were read and committed.
   *
   * @param skipped of this version already
   * @param erased answers of erased candidates
   * @param failed not decodable, or the scorer failed; each is in the log
   */
  public record Counts(long read, long rescored, long skipped, long erased, long failed) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts plus(Counts more) {
      return new Counts(
          read + more.read,
          rescored + more.rescored,
          skipped + more.skipped,
          erased + more.erased,
          failed + more.failed);
    }
  }

  /**
   * How far all instances together are, in offsets, and so a little more than records.
   *
   * @param done committed since the start that was asked for
   * @param total from there to where the topic ended when this instance was started
   */
  public record Progress(long done, long total) {
    public boolean isComplete() {
      return done >= total;
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Rescoring.class);
  private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final RescoringPlan plan;
  private final Optional<Instant> firstAnswer;
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, Long> ends;
  private final RescoringOffsets offsets;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<Counts> counts = new AtomicReference<>(Counts.NONE);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();

  private Rescoring(
      RescoringPlan plan,
      Optional<Instant> firstAnswer,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      RescoringOffsets offsets) {
    this.plan = plan;
    this.firstAnswer = firstAnswer;
    this.begins = Map.copyOf(begins);
    this.ends = Map.copyOf(ends);
    this.offsets = offsets;
  }

  /**
   * Finds out where to begin and begins.
   *
   * @param from answers that Kafka had at this time or later; more than 30 days ago is 30 days ago
   * @throws RescoringRefusedException if this version was begun from a later time, or a topic is
   *     missing
   * @throws KafkaException if Kafka cannot be reached
   */
  public static Rescoring start(
      ScoringConfig config, Instant from, AnswerScorer scorer, QuestionCatalogue catalogue) {
    var group = config.applicationId() + "-rescore-" + AnswerScorer.VERSION;
    var clients = new RescoringClients(config.kafka(), group);
    var offsets = new RescoringOffsets(clients, clients.openAdmin());
    try {
      var topics =
          offsets.describe(
              Topics.ANSWERS_SCORED,
              Topics.ANSWERS_RESCORED,
              Topics.CANDIDATES_ERASED,
              Topics.QUESTIONS);
      var source = topics.get(Topics.ANSWERS_SCORED.name());
      var partitions = RescoringOffsets.partitions(source);
      var committed = offsets.committed();
      var traces =
          committed.keySet().containsAll(partitions)
              ? Map.<TopicPartition, RescoringTrace>of()
              : offsets.traces(
                  AnswerScorer.VERSION,
                  source,
                  RescoringOffsets.partitions(topics.get(Topics.ANSWERS_RESCORED.name())));
      var plan =
          RescoringPlan.of(
              AnswerScorer.VERSION,
              source.topicId().toString(),
              from,
              committed,
              traces,
              time -> offsets.firstAtOrAfter(partitions, time));
      var rescoring =
          new Rescoring(
              plan,
              offsets.firstRecord(partitions),
              offsets.firstAtOrAfter(partitions, plan.from()),
              offsets.ends(partitions),
              offsets);
      var erased = RescoringOffsets.partitions(topics.get(Topics.CANDIDATES_ERASED.name()));
      var questions = RescoringOffsets.partitions(topics.get(Topics.QUESTIONS.name()));
      var serdes = AvroSerdes.of(config.registry());
      var own = new OwnQuestions(catalogue, serdes);
      rescoring.startThreads(
          config.threads(),
          () ->
              new RescoringWorker(
                  plan,
                  scorer::score,
                  new RescoringQuestions(own, clients.openReader(), questions),
                  serdes,
                  Clock.systemUTC(),
                  clients.openMember(),
                  clients.openProducer(),
                  new ErasedCandidates(clients.openReader(), erased)));
      return rescoring;
    } catch (RuntimeException e) {
      offsets.close();
      throw e;
    }
  }

  private void startThreads(int number, Supplier<RescoringWorker> workers) {
    for (var i = 0; i < number; i++) {
      var thread = new Thread(() -> work(workers), "rescore-" + i);
      thread.setUncaughtExceptionHandler(
          (dead, error) -> fail(new IllegalStateException("a thread has died", error)));
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** When Kafka had the first answer that is still there; empty if there is none. */
  public Optional<Instant> firstAnswer() {
    return firstAnswer;
  }

  /** The start that holds: that of the first run, if it was earlier. */
  public Instant from() {
    return plan.from();
  }

  /** How far all instances are; asks Kafka. */
  public Progress progress() {
    var committed = offsets.committed();
    var done = 0L;
    var total = 0L;
    for (var end : ends.entrySet()) {
      var begin = Math.min(begins.get(end.getKey()), end.getValue());
      var offset = committed.get(end.getKey());
      var reached = offset == null ? begin : Math.min(offset.offset(), end.getValue());
      done += Math.max(0, reached - begin);
      total += end.getValue() - begin;
    }
    return new Progress(done, total);
  }

  /** What this instance has done; final once it is closed. */
  public Counts counts() {
    return counts.get();
  }

  /** Why it stopped by itself; empty while it runs or after {@link #close}. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Ends the transactions under way and leaves the group. */
  @Override
  public void close() {
    stop.countDown();
    var deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    try {
      for (var thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        if (thread.isAlive()) {
          log.atWarn()
              .addKeyValue("tookMs", CLOSE_TIMEOUT.toMillis())
              .log("re-scoring did not end in time");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    offsets.close();
  }

  /** A thread's life: a worker after the other, until it is stopped or a person must see. */
  private void work(Supplier<RescoringWorker> workers) {
    while (stop.getCount() > 0) {
      try (var worker = workers.get()) {
        worker.join();
        while (stop.getCount() > 0) {
          var step = worker.step();
          counts.updateAndGet(before -> before.plus(step));
        }
      } catch (RuntimeException e) {
        if (!passes(e)) {
          fail(e);
          return;
        }
        log.atWarn().addKeyValue("cause", e.toString()).log("re-scoring begins anew after a pause");
        pause();
      }
    }
  }

  private void fail(RuntimeException e) {
    if (failure.compareAndSet(null, refusal(e).orElse(e))) {
      log.atError().setCause(e).log("re-scoring has stopped");
    }
    stop.countDown();
  }

  /**
   * Whether another try may succeed: after an outage, or since the partitions have gone to somebody
   * else. What was not committed is read again.
   */
  static boolean passes(RuntimeException failure) {
    if (ScoringStreams.isOutage(failure)) {
      return true;
    }
    var fromKafka = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RescoringRefusedException
          || cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof ConfigException
          || cause instanceof RecordTooLargeException
          || cause instanceof SerializationException) {
        return false;
      }
      fromKafka |= cause instanceof KafkaException;
    }
    return fromKafka;
  }

  /** What is thrown while partitions are handed out, the consumer wraps. */
  private static Optional<RuntimeException> refusal(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RescoringRefusedException refused) {
        return Optional.of(refused);
      }
    }
    return Optional.empty();
  }

  private void pause() {
    try {
      if (stop.await(OUTAGE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.atDebug().log("re-scoring was stopped in a pause");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }
}
