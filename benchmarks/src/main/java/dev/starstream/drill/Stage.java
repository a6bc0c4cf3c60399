package dev.starstream.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A stage of the pipeline as a child JVM, started again at once whenever it ends, as a service
 * manager would. It ends with this JVM however that ends. Thread-safe.
 */
final class Stage implements AutoCloseable {

  private static final int STOP_SECONDS = 40;

  private final String name;
  private final List<String> command;
  private final Path log;

  /** Guarded by this. */
  private Process process;

  private boolean wanted;
  private boolean killed;
  private Map<String, String> environment = Map.of();
  private int ownEnds;

  /**
   * A stage that does not run yet.
   *
   * @param name for people and for the log file
   * @param mainClass with its arguments
   */
  Stage(String name, Path logs, List<String> mainClass) {
    this.name = name;
    this.log = logs.resolve(name + ".log");
    command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                // Ends when the pipe to its standard input does.
                "dev.starstream.devstack.child.GuardedMain"));
    command.addAll(mainClass);
  }

  synchronized void start() {
    wanted = true;
    launch();
  }

  /** With more environment variables from the next start on. */
  synchronized void environment(Map<String, String> variables) {
    environment = Map.copyOf(variables);
  }

  private void launch() {
    killed = false;
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("STARSTREAM_"));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
    var unused = process.onExit().thenAccept(this::ended);
  }

  private synchronized void ended(Process ended) {
    if (ended == process && wanted) {
      if (!killed) {
        ownEnds++;
      }
      launch();
    }
  }

  /** {@code kill -9}; it is started again. */
  void kill() {
    Process victim;
    synchronized (this) {
      killed = true;
      victim = process;
    }
    victim.destroyForcibly();
    victim.onExit().join();
  }

  /** Ends it, and it is not started again. */
  void stop(boolean gracefully) {
    Process victim;
    synchronized (this) {
      wanted = false;
      victim = process;
    }
    if (victim == null) {
      return;
    }
    try {
      if (gracefully) {
        victim.destroy();
        if (victim.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      }
      victim.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      victim.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** SIGSTOP: it stands still and does not know. */
  void pause() {
    signal("-STOP");
  }

  /** SIGCONT: it goes on as if nothing had been. */
  void resume() {
    signal("-CONT");
  }

  private synchronized void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String name() {
    return name;
  }

  /** How often it ended without being told to. */
  synchronized int ownEnds() {
    return ownEnds;
  }

  /** Lines of its log that hold a text. */
  List<String> logLines(String text) {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop(false);
  }
}
