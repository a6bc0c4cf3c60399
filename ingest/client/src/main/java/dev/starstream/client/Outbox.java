package dev.starstream.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes batches of answers in the order of their arrival, and has a bounded number of them sent at
 * a time. A batch goes when it is full, or when its first answer has waited long enough. Safe for
 * many threads.
 */
final class Outbox {

  private final ClientSettings settings;
  private final Executor workers;
  private final Function<List<Pending>, CompletableFuture<?>> send;

  private record Waiting(Pending answer, long sinceNanos) {}

  // Guarded by this.
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int underWay;
  private boolean timerSet;
  private long hurryUntilNanos = System.nanoTime();

  /**
   * @param send sends a batch; what it returns completes normally once the batch is done
   */
  Outbox(
      ClientSettings settings,
      Executor workers,
      Function<List<Pending>, CompletableFuture<?>> send) {
    this.settings = settings;
    this.workers = workers;
    this.send = send;
  }

  synchronized void add(Pending answer) {
    queue.add(new Waiting(answer, System.nanoTime()));
    queuedBytes += bytes(answer);
    pump();
  }

  /** What waits now, waits for no more company. */
  synchronized void hurry() {
    hurryUntilNanos = System.nanoTime();
    pump();
  }

  private synchronized void pump() {
    while (underWay < settings.parallelRequests() && !queue.isEmpty()) {
      long wait = waitNanos(queue.peek());
      if (wait > 0) {
        setTimer(wait);
        return;
      }
      var batch = cut();
      underWay++;
      workers.execute(() -> start(batch));
    }
  }

  private void start(List<Pending> batch) {
    var unused = send.apply(batch).whenComplete((done, never) -> ended());
  }

  private synchronized void ended() {
    underWay--;
    pump();
  }

  private long waitNanos(Waiting first) {
    var full = queue.size() >= settings.batchSize() || queuedBytes >= ClientSettings.MAX_BODY_BYTES;
    if (full || first.sinceNanos() - hurryUntilNanos <= 0) {
      return 0;
    }
    return settings.linger().toNanos() - (System.nanoTime() - first.sinceNanos());
  }

  private void setTimer(long waitNanos) {
    if (!timerSet) {
      timerSet = true;
      CompletableFuture.delayedExecutor(waitNanos, TimeUnit.NANOSECONDS, workers)
          .execute(this::timeIsOver);
    }
  }

  private synchronized void timeIsOver() {
    timerSet = false;
    pump();
  }

  private List<Pending> cut() {
    var batch = new ArrayList<Pending>();
    long size = 0;
    while (!queue.isEmpty() && batch.size() < settings.batchSize()) {
      var next = queue.peek().answer();
      var fits =
          size + bytes(next) <= ClientSettings.MAX_BODY_BYTES
              && next.json().length <= ClientSettings.MAX_ANSWER_BYTES;
      if (!fits && !batch.isEmpty()) {
        break;
      }
      batch.add(queue.poll().answer());
      size += bytes(next);
      if (!fits) {
        break;
      }
    }
    queuedBytes -= size;
    return batch;
  }

  private static long bytes(Pending answer) {
    return answer.json().length + 1L;
  }
}
