package dev.starstream.aggregates;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link Erasure#sweep} again and again on a thread of its own. Outages are waited out: what
 * could not be swept is swept later. Several at once do no harm.
 */
public final class ErasureSweep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ErasureSweep.class);

  private final Erasure erasure;
  private final Duration interval;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private ErasureSweep(Erasure erasure, Duration interval) {
    this.erasure = erasure;
    this.interval = interval;
    this.thread = new Thread(this::run, "erasure-sweep");
    thread.setDaemon(true);
  }

  /**
   * Starts the first sweep at once.
   *
   * @param erasure stays the caller's to close, after this
   * @param interval between the end of a sweep and the next one
   */
  public static ErasureSweep start(Erasure erasure, Duration interval) {
    var sweep = new ErasureSweep(erasure, interval);
    sweep.thread.start();
    return sweep;
  }

  private void run() {
    var inTrouble = false;
    do {
      try {
        erasure.sweep();
        inTrouble = false;
      } catch (RuntimeException e) {
        // Once an outage, and not every few seconds.
        if (!inTrouble && stop.getCount() > 0) {
          log.atWarn()
              .addKeyValue("error", e.getMessage())
              .log("Sweep of erased candidates failed, it is tried again");
        }
        inTrouble = true;
      }
    } while (!stopped());
  }

  private boolean stopped() {
    try {
      return stop.await(interval.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Waits for a sweep under way, at most 10 s. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
