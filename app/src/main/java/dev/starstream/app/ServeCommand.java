package dev.starstream.app;

import dev.starstream.app.Pipeline.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs stages until it is stopped.",
    footer = {
      "%nExamples:",
      "  starstream serve all               everything in one process",
      "  starstream serve scoring           one of several scoring instances"
    })
final class ServeCommand implements Callable<Integer> {

  enum Stage {
    INGEST,
    SCORING,
    SINK,
    DASHBOARD,
    ALL;

    private Set<Role> roles() {
      return switch (this) {
        case INGEST -> EnumSet.of(Role.INGEST);
        case SCORING -> EnumSet.of(Role.SCORING);
        case SINK -> EnumSet.of(Role.SINK);
        case DASHBOARD -> EnumSet.of(Role.DASHBOARD);
        case ALL -> EnumSet.allOf(Role.class);
      };
    }
  }

  @ParentCommand private Starstream starstream;

  @Parameters(paramLabel = "STAGE", description = "${COMPLETION-CANDIDATES}")
  private Stage stage;

  @Override
  public Integer call() throws InterruptedException {
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  awaitQuietly(stopped);
                },
                "stop"));
    try (var pipeline = Pipeline.start(starstream.settings(), stage.roles())) {
      System.err.println("starstream serves at " + pipeline.uri());
      while (!stop.await(1, TimeUnit.SECONDS)) {
        var ended = pipeline.ended();
        if (ended.isPresent()) {
          // Whoever watches the process starts it again; one that lives on idle helps nobody.
          System.err.println("starstream: " + ended.get());
          return CommandLine.ExitCode.SOFTWARE;
        }
      }
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
