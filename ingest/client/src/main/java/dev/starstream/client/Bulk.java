package dev.starstream.client;

import dev.starstream.client.BulkListener.Progress;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One run through many answers. All of it happens on the caller's thread. */
final class Bulk {

  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private sealed interface Ended {
    record WithReceipt(Answer answer, Receipt receipt) implements Ended {}

    record WithError(Answer answer, StarstreamException reason) implements Ended {}
  }

  private final BulkListener listener;

  /** Filled by the threads that complete futures, emptied by the caller's. */
  private final LinkedBlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

  private Progress progress = new Progress(0, 0, 0, 0, 0);
  private long nextReport = System.nanoTime() + REPORT_NANOS;

  Bulk(BulkListener listener) {
    this.listener = listener;
  }

  /**
   * @param publish waits for room
   * @param hurry called after the last answer
   */
  Progress run(
      Iterator<Answer> answers,
      Function<Answer, CompletableFuture<Receipt>> publish,
      Runnable hurry) {
    try {
      while (answers.hasNext() && !Thread.currentThread().isInterrupted()) {
        var answer = answers.next();
        progress = plus(progress, 1, 0, 0, 0, 0);
        var unused =
            publish
                .apply(answer)
                .whenComplete((receipt, error) -> ended.add(end(answer, receipt, error)));
        for (var end = ended.poll(); end != null; end = ended.poll()) {
          count(end);
        }
        report();
      }
      hurry.run();
      while (progress.done() < progress.read()) {
        var end = ended.poll(Math.max(0, nextReport - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (end != null) {
          count(end);
        }
        report();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.progress(progress);
    return progress;
  }

  private static Ended end(Answer answer, Receipt receipt, Throwable error) {
    if (error == null) {
      return new Ended.WithReceipt(answer, receipt);
    }
    var cause = error instanceof CompletionException ? error.getCause() : error;
    return new Ended.WithError(answer, (StarstreamException) cause);
  }

  private void count(Ended end) {
    if (end instanceof Ended.WithError lost) {
      progress = plus(progress, 0, 0, 0, 0, 1);
      listener.failed(lost.answer(), lost.reason());
      return;
    }
    var told = (Ended.WithReceipt) end;
    progress =
        switch (told.receipt().status()) {
          case ACCEPTED, NOT_SENT -> plus(progress, 0, 1, 0, 0, 0);
          case DUPLICATE -> plus(progress, 0, 0, 1, 0, 0);
          case CONFLICT, REFUSED, REJECTED -> plus(progress, 0, 0, 0, 1, 0);
        };
    switch (told.receipt().status()) {
      case ACCEPTED, NOT_SENT, DUPLICATE -> {}
      case CONFLICT, REFUSED, REJECTED -> listener.refused(told.answer(), told.receipt());
    }
  }

  private void report() {
    if (System.nanoTime() - nextReport >= 0) {
      nextReport = System.nanoTime() + REPORT_NANOS;
      listener.progress(progress);
    }
  }

  private static Progress plus(
      Progress to, int read, int accepted, int duplicates, int refused, int failed) {
    return new Progress(
        to.read() + read,
        to.accepted() + accepted,
        to.duplicates() + duplicates,
        to.refused() + refused,
        to.failed() + failed);
  }
}
