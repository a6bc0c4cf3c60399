package dev.starstream.scoring.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for a question that the edge knows and this process has not read yet: an answer may come
 * before the question that it refers to. After a wait in vain nobody waits for a while, so that
 * unknown ids cannot hold up the stream. For all threads of a process together.
 */
final class QuestionWait {

  /** What is older has met its question, if there is one: the store was read whole before. */
  static final Duration YOUNG = Duration.ofSeconds(30);

  static final Duration LONGEST = Duration.ofSeconds(1);
  static final Duration REST = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(10);

  /** Sleeps for that long. */
  interface Sleep {
    void sleep(Duration time) throws InterruptedException;
  }

  private final LongSupplier nanoTime;
  private final Sleep sleep;
  private final AtomicLong notBefore;

  QuestionWait() {
    this(System::nanoTime, time -> Thread.sleep(time.toMillis()));
  }

  QuestionWait(LongSupplier nanoTime, Sleep sleep) {
    this.nanoTime = nanoTime;
    this.sleep = sleep;
    notBefore = new AtomicLong(nanoTime.getAsLong());
  }

  /** Returns when it is known, or without it being known. */
  void until(BooleanSupplier known) {
    var start = nanoTime.getAsLong();
    if (start - notBefore.get() < 0) {
      return;
    }
    try {
      while (!known.getAsBoolean()) {
        if (nanoTime.getAsLong() - start >= LONGEST.toNanos()) {
          notBefore.set(nanoTime.getAsLong() + REST.toNanos());
          return;
        }
        sleep.sleep(STEP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
