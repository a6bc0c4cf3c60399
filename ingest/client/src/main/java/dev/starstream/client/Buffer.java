package dev.starstream.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * All answers of a client that have no receipt yet, at most a fixed number. Each leaves it once.
 *
 * <p>Room is made before futures complete, and they complete on a thread of their own: what a
 * caller hangs on them may itself wait for room, and nothing else may wait for it. Safe for many
 * threads.
 */
final class Buffer {

  private final Semaphore room;
  private final Executor callbacks;
  private final Set<Pending> outstanding = ConcurrentHashMap.newKeySet();

  Buffer(int size, Executor callbacks) {
    this.room = new Semaphore(size);
    this.callbacks = callbacks;
  }

  /** False if there is no room now. */
  boolean tryAdd(Pending answer) {
    return room.tryAcquire() && outstanding.add(answer);
  }

  /** Waits for room. */
  void add(Pending answer) throws InterruptedException {
    room.acquire();
    outstanding.add(answer);
  }

  /** Gives these answers their receipts, unless they have been given up before. */
  void receipts(Map<Pending, Receipt> receipts) {
    end(receipts.keySet(), answer -> answer.done().complete(receipts.get(answer)));
  }

  /** Gives these answers up, unless they have a receipt. */
  void failed(Iterable<Pending> answers, StarstreamException reason) {
    end(answers, answer -> answer.done().completeExceptionally(reason));
  }

  private void end(Iterable<Pending> answers, Consumer<Pending> complete) {
    var ended = new ArrayList<Pending>();
    for (var answer : answers) {
      if (answer.settle()) {
        ended.add(answer);
      }
    }
    if (ended.isEmpty()) {
      return;
    }
    room.release(ended.size());
    callbacks.execute(
        () -> {
          for (var answer : ended) {
            complete.accept(answer);
            outstanding.remove(answer);
            answer.told().complete("");
          }
        });
  }

  /** Those that have no receipt now. */
  List<Pending> outstanding() {
    return List.copyOf(outstanding);
  }

  /**
   * Waits until all of these have ended, and their callers were told.
   *
   * @return false if time is over first
   */
  static boolean await(List<Pending> answers, long timeoutNanos) throws InterruptedException {
    try {
      CompletableFuture.allOf(
              answers.stream().map(Pending::told).toArray(CompletableFuture<?>[]::new))
          .get(timeoutNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("it never fails", e);
    }
  }
}
