package dev.starstream.aggregates;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a daemon thread of its own. Outages are waited out: what could
 * not be done is done the next time.
 */
public final class Recurring implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recurring.class);

  private final Runnable task;
  private final Duration interval;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private Recurring(String name, Duration interval, Runnable task) {
    this.task = task;
    this.interval = interval;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Does it for the first time at once.
   *
   * @param name of the thread, and of the task in the log
   * @param interval between the end of one time and the next
   */
  public static Recurring start(String name, Duration interval, Runnable task) {
    var recurring = new Recurring(name, interval, task);
    recurring.thread.start();
    return recurring;
  }

  private void run() {
    var inTrouble = false;
    do {
      try {
        task.run();
        inTrouble = false;
      } catch (RuntimeException e) {
        // Once an outage, and not every few seconds.
        if (!inTrouble && stop.getCount() > 0) {
          log.atWarn()
              .addKeyValue("task", thread.getName())
              .addKeyValue("error", e.getMessage())
              .log("Task failed, it is tried again");
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

  /** Waits for what is under way, at most 10 s. */
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
