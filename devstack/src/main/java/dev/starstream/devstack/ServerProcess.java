package dev.starstream.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server as a child process. It reads its standard input, a pipe that only this process holds,
 * and ends with it, so no end of this process leaves it behind. Thread-safe.
 */
final class ServerProcess implements Component {
  private static final int LOG_TAIL_LINES = 15;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  /**
   * Ctrl-C in a terminal reaches the children too; they must outlive the app that still uses them.
   * A signal ignored at exec stays ignored, for the JVM as for any program.
   */
  private static final String KEEP_ON_INTERRUPT = "trap '' INT HUP; exec \"$@\"";

  private final ServerPlan plan;
  private final Duration startTimeout;
  private final Consumer<ProcessHandle> started;

  /** Guarded by this. */
  private Process process;

  ServerProcess(ServerPlan plan, Duration startTimeout, Consumer<ProcessHandle> started) {
    this.plan = plan;
    this.startTimeout = startTimeout;
    this.started = started;
  }

  /** Starts it and waits until it answers. */
  synchronized void start() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", KEEP_ON_INTERRUPT, "sh"));
    command.addAll(plan.command());
    var builder =
        new ProcessBuilder(command)
            .directory(plan.workingDirectory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
    builder.environment().putAll(plan.environment());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new StackException(plan.product() + " cannot be started: " + e.getMessage(), e);
    }
    started.accept(process.toHandle());
    awaitAnswer();
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + startTimeout.toNanos();
    try {
      while (true) {
        if (!process.isAlive()) {
          throw failure("ended with exit code " + process.exitValue());
        }
        if (answers()) {
          return;
        }
        if (System.nanoTime() > deadline) {
          throw failure("did not answer within " + startTimeout.toSeconds() + " s");
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      killAll();
      throw new StackException("interrupted while " + plan.product() + " was starting", e);
    } catch (StackException e) {
      killAll();
      throw e;
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return plan.health().answers();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return false;
    }
  }

  private StackException failure(String what) {
    return new StackException(
        "%s %s; the end of %s:%n%s".formatted(plan.product(), what, plan.log(), logTail()));
  }

  private String logTail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(plan.log()), StandardCharsets.UTF_8).lines().toList();
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Asks it to stop and returns at once. */
  synchronized void beginStop() {
    if (process != null) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        process.destroy();
      }
    }
  }

  /** Waits until it has stopped; by force if it takes too long. */
  synchronized void awaitStop() {
    if (process == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        killAll();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      killAll();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void kill() {
    if (process != null) {
      killAll();
    }
  }

  private void killAll() {
    plan.killCommand().ifPresent(ServerProcess::runQuietly);
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(
            handle -> {
              handle.destroyForcibly();
              handle.onExit().join();
            });
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe went with the process.
    }
  }

  private static void runQuietly(List<String> command) {
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      // Then there is nothing to end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void restart() {
    beginStop();
    awaitStop();
    start();
  }

  @Override
  public Role role() {
    return plan.role();
  }

  @Override
  public String product() {
    return plan.product();
  }

  @Override
  public int port() {
    return plan.port();
  }

  @Override
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public synchronized OptionalLong pid() {
    return isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
  }

  @Override
  public synchronized OptionalLong memoryBytes() {
    if (!isAlive()) {
      return OptionalLong.empty();
    }
    List<Long> sizes =
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
            .map(handle -> residentBytes(handle.pid()))
            .flatMap(Optional::stream)
            .toList();
    return sizes.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sizes.stream().mapToLong(Long::longValue).sum());
  }

  /** Linux only; elsewhere nothing. */
  static Optional<Long> residentBytes(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Path> logFile() {
    return Optional.of(plan.log());
  }
}
