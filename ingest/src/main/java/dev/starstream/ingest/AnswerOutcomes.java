package dev.starstream.ingest;

import dev.starstream.events.AnswerScored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what became of an answer, from the nearest place that knows: what the stream said last,
 * the database, or that this process has published it. Safe for many threads.
 */
public final class AnswerOutcomes implements AutoCloseable {

  /** What is known of an answer. */
  sealed interface State {
    record Known(Outcome outcome) implements State {}

    /** Kafka has it; nothing more is known yet. */
    record Pending() implements State {}

    record Unknown() implements State {}

    /** Whether there is such an answer cannot be said: the database does not answer. */
    record Unavailable() implements State {}
  }

  /** So long nobody asks the database: the sink needs longer to bring it there. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  /** Each holds a thread while the database does not answer. */
  private static final int MAX_LOOKUPS = 32;

  private static final int REPLY_THREADS = 16;
  private static final int LOOKUP_THREADS = 4;
  private static final int MAX_QUEUED_LOOKUPS = 2000;
  private static final Logger log = LoggerFactory.getLogger(AnswerOutcomes.class);

  private final Critiques critiques;
  private final AnswerIntake intake;
  private final BiFunction<String, UUID, Optional<AnswerScored>> database;
  private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);
  private final ThreadPoolExecutor replying =
      threads("critique-reply", REPLY_THREADS, Integer.MAX_VALUE);
  private final ThreadPoolExecutor looking =
      threads("critique-lookup", LOOKUP_THREADS, MAX_QUEUED_LOOKUPS);

  /**
   * @param database the score of a tenant's answer as it is stored, with an empty text; throws if
   *     the database does not answer
   */
  public AnswerOutcomes(
      Critiques critiques,
      AnswerIntake intake,
      BiFunction<String, UUID, Optional<AnswerScored>> database) {
    this.critiques = critiques;
    this.intake = intake;
    this.database = database;
  }

  private static ThreadPoolExecutor threads(String name, int count, int queued) {
    var executor =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queued),
            task -> {
              var thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            },
            // Whoever waits for what is not done sees the end of its time.
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  Critiques critiques() {
    return critiques;
  }

  /** For what is to be done once an outcome is there: it may write to a slow client. */
  ExecutorService replying() {
    return replying;
  }

  /** What is known here, without the database; empty if it is worth asking. */
  Optional<State> near(AnswerKey key) {
    var known = critiques.find(key);
    if (known.isPresent()) {
      return Optional.of(new State.Known(known.get()));
    }
    var published = intake.acknowledged(key);
    if (published.isEmpty()) {
      return Optional.empty();
    }
    if (critiques.isErased(key.tenantId(), published.get().candidateKey())) {
      return Optional.of(new State.Known(new Outcome.Erased()));
    }
    return published.get().at().plus(FRESH).isAfter(Instant.now())
        ? Optional.of(new State.Pending())
        : Optional.empty();
  }

  /** What is known now; may ask the database. */
  State state(AnswerKey key) {
    var near = near(key);
    if (near.isPresent()) {
      return near.get();
    }
    try {
      var stored = stored(key);
      if (stored.isPresent()) {
        return new State.Known(stored.get());
      }
      return intake.acknowledged(key).isPresent() ? new State.Pending() : new State.Unknown();
    } catch (LookupFailedException e) {
      return new State.Unavailable();
    }
  }

  /** Hands the answer's score, if the database has it, to somebody who waits for it. */
  void lookUpLater(AnswerKey key, Consumer<Outcome> waiting) {
    looking.execute(
        () -> {
          try {
            stored(key).ifPresent(waiting);
          } catch (LookupFailedException e) {
            // It is logged; whoever waits goes on waiting for the stream.
          }
        });
  }

  private Optional<Outcome> stored(AnswerKey key) {
    if (!lookups.tryAcquire()) {
      throw new LookupFailedException("too many requests wait for the database", null);
    }
    try {
      return database.apply(key.tenantId(), key.answerId()).map(Outcome.Scored::stored);
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("answerId", key.answerId())
          .addKeyValue("cause", e.toString())
          .log("stored critique not read");
      throw new LookupFailedException("the database does not answer", e);
    } finally {
      lookups.release();
    }
  }

  private static final class LookupFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LookupFailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public void close() {
    critiques.stopWaiting();
    looking.shutdownNow();
    replying.shutdown();
  }
}
