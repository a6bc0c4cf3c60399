package dev.starstream.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** An answer that has no receipt yet. */
final class Pending {

  private final String id;
  private final byte[] json;
  private final CompletableFuture<Receipt> done = new CompletableFuture<>();
  private final CompletableFuture<String> told = new CompletableFuture<>();
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * @param json one line, without a line end; not copied
   */
  Pending(String id, byte[] json) {
    this.id = id;
    this.json = json;
  }

  String id() {
    return id;
  }

  byte[] json() {
    return json;
  }

  /** Completed once, by {@link Buffer}. */
  CompletableFuture<Receipt> done() {
    return done;
  }

  /** Completed normally after {@link #done} and all that hangs on it. */
  CompletableFuture<String> told() {
    return told;
  }

  /** True for the one who decides what became of it. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  boolean isSettled() {
    return settled.get();
  }
}
