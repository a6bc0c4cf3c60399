package dev.starstream.drill;

import dev.starstream.devstack.Component;
import dev.starstream.devstack.StackException;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of the stack, started again at once whenever it ends. Thread-safe. */
final class Server implements AutoCloseable {

  private static final long LOOK_MILLIS = 100;

  private final Component component;
  private final Thread watch;

  /** Written by whoever kills, read by the watch. */
  private volatile boolean killed;

  /** Until then it stays down. */
  private volatile boolean heldDown;

  private final AtomicInteger ownEnds = new AtomicInteger();

  Server(Component component) {
    this.component = component;
    watch = new Thread(this::watch, "watch-" + component.role().id());
    watch.setDaemon(true);
    watch.start();
  }

  /** {@code kill -9}. */
  void kill() {
    killed = true;
    component.kill();
  }

  /** Kills it and lets nobody start it before {@link #release}. */
  void holdDown() {
    heldDown = true;
    kill();
  }

  void release() {
    heldDown = false;
  }

  boolean isAlive() {
    return component.isAlive();
  }

  String name() {
    return component.role().id();
  }

  /** How often it ended without being told to. */
  int ownEnds() {
    return ownEnds.get();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        if (!component.isAlive() && !heldDown) {
          if (!killed) {
            ownEnds.incrementAndGet();
          }
          killed = false;
          restart();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() {
    try {
      component.restart();
    } catch (StackException e) {
      // Killed while it was starting, or it could not: the next look tries again.
    }
  }

  @Override
  public void close() {
    watch.interrupt();
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
