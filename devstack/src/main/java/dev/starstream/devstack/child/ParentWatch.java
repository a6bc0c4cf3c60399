package dev.starstream.devstack.child;

import java.io.IOException;

/**
 * Ends this process when its parent is gone, even by {@code kill -9}: the parent holds the other
 * end of standard input and never writes, so an end of file means that it has let go.
 */
public final class ParentWatch {
  private static final long SECONDS_TO_STOP = 20;

  private ParentWatch() {}

  /** Starts watching; the end of the parent runs this process's shutdown hooks. */
  public static void start() {
    daemon("parent-watch", ParentWatch::exitAtEndOfInput);
  }

  private static void exitAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said.
      }
    } catch (IOException e) {
      // As good as the end of the file.
    }
    daemon("parent-watch-halt", ParentWatch::haltLater);
    System.exit(0);
  }

  /** A shutdown hook that hangs must not keep the process. */
  private static void haltLater() {
    try {
      Thread.sleep(SECONDS_TO_STOP * 1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
