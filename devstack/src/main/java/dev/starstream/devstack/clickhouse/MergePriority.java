package dev.starstream.devstack.clickhouse;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Lets the engine's merges wait while inserts and questions need the processors, and run when these
 * do not. A server has {@code os_threads_nice_value_merge_mutate} for that; the library (26.7)
 * gives one of its two merging threads that value and the other nice 0, and does nothing unless it
 * is run by root.
 */
final class MergePriority implements AutoCloseable {

  /** Its threads are called this, by the system's names. */
  static final String MERGES = "MergeMutate";

  /** About a tenth of the share of an insert, which has nice 4. */
  static final int NICE = 15;

  private static final int PRIO_PROCESS = 0;
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Of the C library. */
  interface Priorities extends Library {
    int getpriority(int which, int id);

    int setpriority(int which, int id, int nice);
  }

  private final Priorities priorities = Native.load("c", Priorities.class);
  private final Set<Integer> lowered = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "merge-priority");
            thread.setDaemon(true);
            return thread;
          });

  /** Looks for merging threads every second, since the engine makes them when it first merges. */
  static MergePriority lower() {
    var priority = new MergePriority();
    var unused = priority.timer.scheduleWithFixedDelay(priority::lowerNew, 0, 1, TimeUnit.SECONDS);
    return priority;
  }

  private void lowerNew() {
    try {
      for (var thread : threads(MERGES)) {
        if (lowered.add(thread) && nice(thread) < NICE) {
          priorities.setpriority(PRIO_PROCESS, thread, NICE);
        }
      }
    } catch (UncheckedIOException e) {
      // The timer would end with it; a second later they can be listed again.
      System.out.println("merge-priority: " + e.getMessage());
    }
  }

  /** A higher number is a lower priority. */
  int nice(int thread) {
    return priorities.getpriority(PRIO_PROCESS, thread);
  }

  /** The ids of this process's threads of that name. */
  static Set<Integer> threads(String name) {
    try (var all = Files.list(THREADS)) {
      return all.filter(thread -> name.equals(nameOf(thread)))
          .map(thread -> Integer.valueOf(thread.getFileName().toString()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
