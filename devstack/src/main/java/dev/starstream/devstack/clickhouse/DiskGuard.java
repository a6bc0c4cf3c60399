package dev.starstream.devstack.clickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps the engine from writing onto a full disk. As a library it takes a write that fails with
 * ENOSPC for a good one: it acknowledges inserts, merges and CREATEs whose files are empty. While
 * less than {@link #LEAST_FREE_BYTES} are free, statements that write are therefore refused as a
 * server refuses an insert (NOT_ENOUGH_SPACE), and merges are stopped; what is running ends in the
 * space that is left.
 *
 * <p>Whoever fills that space faster than the running statements end defeats it.
 */
final class DiskGuard implements AutoCloseable {

  static final long LEAST_FREE_BYTES = 256L << 20;

  /** Free again at so much: merges that begin at the brink would be stopped at once. */
  private static final long ENOUGH_FREE_BYTES = LEAST_FREE_BYTES * 9 / 8;

  private static final Duration INTERVAL = Duration.ofMillis(10);

  private final LongSupplier freeBytes;
  private final Consumer<String> engine;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "disk-guard");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean low;

  /** Whether merges are stopped. */
  private boolean stopped;

  /**
   * A guard that does nothing until {@link #check} is called.
   *
   * @param freeBytes how much can still be written
   * @param engine runs a statement
   */
  DiskGuard(LongSupplier freeBytes, Consumer<String> engine) {
    this.freeBytes = freeBytes;
    this.engine = engine;
  }

  /** Guards an engine whose data is in this directory. */
  static DiskGuard watch(Path directory, ChdbEngine engine) throws IOException {
    var store = Files.getFileStore(directory);
    var guard =
        new DiskGuard(
            () -> {
              try {
                return store.getUsableSpace();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            sql -> {
              try (var connection = engine.connect()) {
                connection.execute(sql);
              }
            });
    guard.check();
    // It ends with the timer and fails at nothing: its exceptions are told.
    var unused =
        guard.timer.scheduleWithFixedDelay(
            guard::checkAgain, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return guard;
  }

  private void checkAgain() {
    try {
      check();
    } catch (RuntimeException e) {
      say("the engine could not be told: " + e);
    }
  }

  void check() {
    long free = freeBytes.getAsLong();
    if (free < LEAST_FREE_BYTES && !stopped) {
      low = true;
      engine.accept("SYSTEM STOP MERGES");
      stopped = true;
      say((free >> 20) + " MiB are free: nothing is written, no merges");
    } else if (free >= ENOUGH_FREE_BYTES && low) {
      engine.accept("SYSTEM START MERGES");
      stopped = false;
      low = false;
      say((free >> 20) + " MiB are free: writing and merges go on");
    }
  }

  private static void say(String what) {
    System.out.println("disk-guard: " + what);
  }

  /** Refuses if the disk is too full to write. */
  void demandSpace() {
    if (low) {
      throw ClickHouseException.refusal(
          243,
          "Less than " + (LEAST_FREE_BYTES >> 20) + " MiB are free on the disk of the data",
          "NOT_ENOUGH_SPACE");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
