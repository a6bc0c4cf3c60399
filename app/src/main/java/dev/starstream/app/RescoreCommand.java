package dev.starstream.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.stream.Rescoring;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "rescore",
    description = {
      "Scores earlier answers again with the scorer of this build, beside live traffic. No number"
          + " changes before `scorer activate`.",
      "Stopped or killed, it goes on where it was when it is started again; several at once share"
          + " the work. Answers are there for 30 days."
    },
    footer = {
      "%nExamples:",
      "  starstream rescore --version 3 --from 2026-11-01",
      "  starstream rescore --version 3 --from 2026-11-01T12:00:00Z --follow"
    })
final class RescoreCommand implements Callable<Integer> {

  private static final long LOOK_EVERY_MS = 250;

  @ParentCommand private Starstream starstream;

  // Not the standard options: --version is the scorer's here.
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "VERSION",
      description = "The scorer's version: that of this build, so that nobody mistakes the build.")
  private String version;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Answers that Kafka had then or later: a day (UTC), an instant, or 7d ago.")
  private Instant from;

  @Option(
      names = "--follow",
      description =
          "Go on with what comes in until stopped: while an earlier build scores live traffic, both"
              + " versions stay whole.")
  private boolean follow;

  @Option(names = "--json", description = "Print the counts as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!version.equals(AnswerScorer.VERSION)) {
      System.err.println(
          "starstream: --version: this build's scorer is version "
              + AnswerScorer.VERSION
              + ", not "
              + version
              + " (expected: the build whose scorer is version "
              + version
              + ", or --version "
              + AnswerScorer.VERSION
              + ")");
      return Starstream.WRONG_CALL;
    }
    var settings = starstream.settings();
    var catalogue = QuestionCatalogue.load();
    var scorer = AnswerScorer.load(catalogue);
    var began = System.nanoTime();
    Rescoring rescoring;
    try {
      rescoring = Rescoring.start(settings.scoring(), from, scorer, catalogue);
    } catch (KafkaException e) {
      throw new DependencyException("Kafka", settings.kafka().get("bootstrap.servers"), e);
    }
    boolean complete;
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var hook =
        new Thread(
            () -> {
              stop.countDown();
              awaitQuietly(stopped);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      try (rescoring) {
        tell(rescoring, from);
        complete = run(rescoring, stop);
      }
      print(rescoring.counts(), complete, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      stopped.countDown();
      if (stop.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
    if (rescoring.failure().isPresent()) {
      throw rescoring.failure().get();
    }
    return rescoring.counts().failed() == 0 ? 0 : Starstream.SOME_REJECTED;
  }

  private static void tell(Rescoring rescoring, Instant asked) {
    if (rescoring.from().isBefore(asked)) {
      System.err.println("goes on with what was begun from " + rescoring.from());
    }
    rescoring
        .firstAnswer()
        .filter(asked::isBefore)
        .ifPresent(
            first -> System.err.println("answers are there, and can be scored, from " + first));
  }

  /** Until all is done, or somebody stops it; returns whether all is done. */
  private boolean run(Rescoring rescoring, CountDownLatch stop) throws InterruptedException {
    var complete = false;
    try (var bar = progressBar()) {
      do {
        try {
          var progress = rescoring.progress();
          bar.maxHint(progress.total()).stepTo(progress.done());
          bar.setExtraMessage(rescoring.counts().rescored() + " rescored");
          complete = progress.isComplete();
        } catch (KafkaException e) {
          // An outage: the threads wait for its end as well, and log it.
          bar.setExtraMessage("waiting for Kafka");
        }
      } while ((!complete || follow)
          && rescoring.failure().isEmpty()
          && !stop.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS));
    }
    return complete;
  }

  private static ProgressBar progressBar() {
    return Terminal.progressBar("rescore").setInitialMax(-1).build();
  }

  private void print(Rescoring.Counts counts, boolean complete, Duration took) {
    var perSecond = counts.read() / Math.max(0.001, took.toMillis() / 1000.0);
    if (json) {
      System.out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("version", version)
              .put("read", counts.read())
              .put("rescored", counts.rescored())
              .put("skipped", counts.skipped())
              .put("erased", counts.erased())
              .put("failed", counts.failed())
              .put("per_second", Math.round(perSecond))
              .put("complete", complete));
    } else {
      System.out.printf(
          Locale.ROOT,
          "%d read: %d rescored, %d skipped (of version %s already), %d of erased candidates, %d"
              + " failed%s; %.0f a second%n",
          counts.read(),
          counts.rescored(),
          counts.skipped(),
          version,
          counts.erased(),
          counts.failed(),
          counts.failed() == 0 ? "" : " (see the log)",
          perSecond);
      if (!complete) {
        System.out.println("not complete: the same command goes on where this one has stopped");
      }
    }
    System.out.flush();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
