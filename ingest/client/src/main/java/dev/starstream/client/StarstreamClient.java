package dev.starstream.client;

import dev.starstream.client.BulkListener.Progress;
import dev.starstream.client.Edge.Attempt;
import dev.starstream.client.Edge.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Publishes answers to a Starstream server over HTTP, and reads their scorecards. One client serves
 * a whole program: it is safe for many threads, and its threads are daemons.
 *
 * <p>Answers gather in a bounded buffer and travel in batches of at most 500 answers and 1 MiB.
 * What meets an outage or a limit is sent again, always with the same ids, so that it counts once.
 * Each future completes exactly once: with a {@link Receipt} (the server has decided), or with a
 * {@link StarstreamException} (what to do next is told by its kind). Batches overtake each other:
 * answers may arrive in another order than they were published in.
 *
 * <p>Cancelling a future takes nothing back. Callbacks on futures run on the client's threads and
 * may take their time.
 */
public final class StarstreamClient implements AutoCloseable {

  /** What {@link #publish} does while the buffer is full. */
  public enum WhenFull {
    /** Waits for room, as long as it takes. */
    BLOCK,
    /** Gives a future that has failed with {@link StarstreamException.BufferFull}. */
    FAIL
  }

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final ClientSettings settings;
  private final Buffer buffer;
  private final Outbox outbox;
  private final Edge edge;
  private volatile boolean closed;

  StarstreamClient(ClientSettings settings) {
    this.settings = settings;
    var workers = workers("starstream-client-" + CLIENTS.incrementAndGet());
    this.edge = new Edge(settings, workers);
    this.buffer = new Buffer(settings.bufferSize(), workers);
    this.outbox =
        new Outbox(settings, workers, batch -> Delivery.run(edge, buffer, batch, Optional.empty()));
  }

  /**
   * A client of a server, not made yet.
   *
   * @param endpoint where the server is, such as {@code https://starstream.example:8080}
   */
  public static StarstreamClientBuilder builder(URI endpoint) {
    return new StarstreamClientBuilder(endpoint);
  }

  /**
   * Publishes an answer, together with others that come within the linger time.
   *
   * @return what the server did with it; fails with a {@link StarstreamException} only
   */
  public CompletableFuture<Receipt> publish(Answer answer) {
    return publish(answer, settings.whenFull());
  }

  private CompletableFuture<Receipt> publish(Answer answer, WhenFull whenFull) {
    return take(answer, whenFull, outbox::add);
  }

  /**
   * Publishes an answer at once, on its own, and has the server wait for its score.
   *
   * @param wait how long the server may wait: 1 to 30 s; parts of a second count as a whole one
   * @return the receipt, with a scorecard if that was ready in time; otherwise ask {@link
   *     #scorecard} for it
   * @throws IllegalArgumentException if wait is out of its range
   */
  public CompletableFuture<Receipt> publishAndWait(Answer answer, Duration wait) {
    if (wait.compareTo(SHORTEST_WAIT) < 0 || wait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException("wait: " + wait + " (expected: 1 to 30 seconds)");
    }
    var seconds = Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    return take(
        answer,
        settings.whenFull(),
        pending -> {
          var unused = Delivery.run(edge, buffer, List.of(pending), Optional.of(seconds));
        });
  }

  /**
   * Publishes many answers and waits until each of them has a receipt or an error. It waits for
   * room whatever the client does otherwise, so that a source of any length takes bounded memory.
   *
   * <p>If its thread is interrupted, it reads no further, leaves the interrupt set and returns how
   * it stands.
   *
   * @param answers read on the calling thread
   * @param listener called on the calling thread
   * @return the final counts
   */
  public Progress publishAll(Iterator<Answer> answers, BulkListener listener) {
    return new Bulk(listener)
        .run(answers, answer -> publish(answer, WhenFull.BLOCK), outbox::hurry);
  }

  /**
   * The scorecard of an answer that was published.
   *
   * @param answerId of its {@link Receipt}
   * @return empty if the answer is not scored yet: ask again in a second. Fails with {@link
   *     StarstreamException.NotScored} if it never will be, and with {@link
   *     StarstreamException.RequestRefused} of status 404 if this tenant has no such answer, 410 if
   *     it was erased.
   */
  public CompletableFuture<Optional<Scorecard>> scorecard(UUID answerId) {
    return edge.<Optional<Scorecard>>retry(
            () -> edge.get("v1/answers/" + answerId).thenApply(this::readScorecard))
        .handle(this::valueOf);
  }

  private Attempt<Optional<Scorecard>> readScorecard(Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      if (answered.status() == 202) {
        return new Attempt.Done<>(Optional.empty());
      }
      if (answered.status() == 200) {
        try {
          var score = Wire.score(answered.body());
          return score instanceof Wire.Score.Card card
              ? new Attempt.Done<>(Optional.of(card.card()))
              : new Attempt.Failed<>(
                  new StarstreamException.NotScored(((Wire.Score.Rejected) score).reason()));
        } catch (Wire.UnreadableException e) {
          return edge.unexpected(answered, e);
        }
      }
    }
    return edge.trouble(reply);
  }

  private <T> T valueOf(Attempt<T> last, Throwable fault) {
    if (fault != null) {
      throw new CompletionException(edge.fault(fault));
    }
    if (last instanceof Attempt.Failed<T> failed) {
      throw failed.reason();
    }
    if (last instanceof Attempt.Again<T> again) {
      throw edge.givenUp(again);
    }
    return ((Attempt.Done<T>) last).value();
  }

  /**
   * Sends what waits for company, and waits until all that was published before has a receipt or an
   * error.
   *
   * @return false if time is over first, or the thread is interrupted (it stays so)
   */
  public boolean flush(Duration timeout) {
    var answers = buffer.outstanding();
    outbox.hurry();
    try {
      return Buffer.await(answers, timeout.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Takes no more answers and waits for those under way, at most the close timeout. Futures that
   * are open then fail with {@link StarstreamException.Closed}, and nothing is sent any more but
   * what is on the wire. Closing again does nothing.
   */
  @Override
  public void close() {
    closed = true;
    if (!flush(settings.closeTimeout())) {
      buffer.failed(buffer.outstanding(), closedException());
    }
  }

  private CompletableFuture<Receipt> take(
      Answer answer, WhenFull whenFull, Consumer<Pending> send) {
    var pending = new Pending(answer.id(), Wire.encode(answer));
    if (settings.dryRun()) {
      return CompletableFuture.completedFuture(Receipt.notSent(answer.id()));
    }
    var refusal = enter(pending, whenFull);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    // Either this sees that the client is closed, or close() sees this answer.
    if (closed) {
      buffer.failed(List.of(pending), closedException());
    } else {
      send.accept(pending);
    }
    return pending.done().copy();
  }

  /** Why the answer is not in the buffer; empty if it is. */
  private Optional<StarstreamException> enter(Pending pending, WhenFull whenFull) {
    if (closed) {
      return Optional.of(closedException());
    }
    try {
      switch (whenFull) {
        case BLOCK -> buffer.add(pending);
        case FAIL -> {
          if (!buffer.tryAdd(pending)) {
            return Optional.of(
                new StarstreamException.BufferFull(
                    "the buffer is full: " + settings.bufferSize() + " answers have no receipt"));
          }
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(
          new StarstreamException.BufferFull("interrupted while waiting for room in the buffer"));
    }
  }

  private static StarstreamException closedException() {
    return new StarstreamException.Closed(
        "the client was closed before there was a receipt (publish it again: it counts once)");
  }

  private static ThreadPoolExecutor workers(String name) {
    var numbers = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          var thread = new Thread(task, name + "-" + numbers.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
