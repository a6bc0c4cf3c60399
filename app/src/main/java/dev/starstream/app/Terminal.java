package dev.starstream.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Whether somebody looks on, and what they are shown meanwhile. */
public final class Terminal {

  private static final int BAR_WIDTH = 80;
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  /** Whether standard error is a terminal that can redraw a line. */
  static boolean isWatched() {
    return isWatched(System.getenv(), STDERR);
  }

  static boolean isWatched(Map<String, String> environment, Path stderr) {
    if ("dumb".equals(environment.get("TERM"))) {
      return false;
    }
    try {
      // Java tells of standard input and output only, and from 22 on not even that.
      var target = Files.readSymbolicLink(stderr).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** A progress bar on standard error with rate and time left; silent where nobody watches. */
  public static ProgressBarBuilder progressBar(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setMaxRenderedLength(BAR_WIDTH)
        .showSpeed()
        .setConsumer(
            isWatched()
                ? new ConsoleProgressBarConsumer(System.err, BAR_WIDTH)
                : new DelegatingProgressBarConsumer(bar -> {}, BAR_WIDTH));
  }

  /** A line on standard error, over the progress bar, which is drawn anew below. */
  static void tell(String line) {
    System.err.println(isWatched() ? "\r" + padded(line) : line);
  }

  private static String padded(String line) {
    return line + " ".repeat(Math.max(0, BAR_WIDTH - line.length()));
  }

  private Terminal() {}
}
