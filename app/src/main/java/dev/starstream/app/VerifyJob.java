package dev.starstream.app;

import dev.starstream.aggregates.SinkConfig;
import dev.starstream.aggregates.SinkOffsets;
import dev.starstream.aggregates.Verifier;
import dev.starstream.aggregates.VerifyReport;
import io.micrometer.core.instrument.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the recent past again and again beside the sink, and asks how far the sink is behind, on
 * threads of its own. An outage is waited out; nothing that it finds or meets ends the sink.
 */
final class VerifyJob implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VerifyJob.class);

  private static final Duration LAG_EVERY = Duration.ofSeconds(10);

  private final Verifier verifier;
  private final SinkOffsets offsets;
  private final Settings.Verify settings;
  private final Metrics metrics;
  private final Clock clock = Clock.systemUTC();
  private final ScheduledExecutorService threads;

  private VerifyJob(
      Verifier verifier, SinkOffsets offsets, Settings.Verify settings, Metrics metrics) {
    this.verifier = verifier;
    this.offsets = offsets;
    this.settings = settings;
    this.metrics = metrics;
    this.threads =
        Executors.newScheduledThreadPool(
            2,
            work -> {
              var thread = new Thread(work, "verify");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts it; the first verification comes after the first interval. */
  static VerifyJob start(SinkConfig sink, Settings.Verify settings, Metrics metrics) {
    var job = new VerifyJob(Verifier.of(sink), SinkOffsets.open(sink), settings, metrics);
    job.repeat(job::measureLag, LAG_EVERY);
    if (!settings.interval().isZero()) {
      job.repeat(job::verify, settings.interval());
    }
    return job;
  }

  private void repeat(Runnable work, Duration every) {
    var unused =
        threads.scheduleWithFixedDelay(
            () -> unlessItFails(work), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What throws here would never be run again. */
  private void unlessItFails(Runnable work) {
    try {
      work.run();
    } catch (Verifier.UnavailableException | KafkaException e) {
      if (!threads.isShutdown()) {
        log.atWarn().addKeyValue("error", e.getMessage()).log("Verification waits for an outage");
      }
    } catch (RuntimeException e) {
      if (!threads.isShutdown()) {
        log.atError().setCause(e).log("Verification failed");
      }
    }
  }

  private void measureLag() {
    offsets
        .lag()
        .forEach(
            (topic, records) ->
                metrics.set(
                    "starstream.sink.lag.records",
                    "Records that Kafka has and the tables do not have yet",
                    Tag.of("topic", topic),
                    records));
  }

  private void verify() {
    var report = verifier.run(Optional.of(clock.instant().minus(settings.window())));
    for (var check : report.checks()) {
      metrics.set(
          "starstream.reconcile.difference",
          "What differed in the last verification; anything but 0 is wrong",
          Tag.of("check", check.name()),
          check.differences());
      if (check.differences() > 0) {
        warn(check);
      }
    }
    metrics.set(
        "starstream.reconcile.last.success.seconds",
        "When a verification last came to its end, in seconds since 1970",
        clock.instant().getEpochSecond());
  }

  private static void warn(VerifyReport.Check check) {
    log.atWarn()
        .addKeyValue("check", check.name())
        .addKeyValue("differences", check.differences())
        .addKeyValue("first", check.first())
        .log("The numbers differ");
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        log.atWarn().log("Verification did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    offsets.close();
  }
}
