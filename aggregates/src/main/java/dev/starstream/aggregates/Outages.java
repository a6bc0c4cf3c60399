package dev.starstream.aggregates;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for outages of any length to end, and polls meanwhile without taking records so that the
 * group keeps this member. Such a poll may give partitions away: whoever waited asks {@link
 * Lanes#owns} again. Every wait ends with an {@link AbandonedException} when the sink stops. Owned
 * by one sink thread.
 */
final class Outages {

  private static final Logger log = LoggerFactory.getLogger(Outages.class);

  private final SinkConfig.Patience patience;
  private final Lanes lanes;
  private final SinkCounters counters;
  private final BooleanSupplier stopping;

  /**
   * For one sink thread.
   *
   * @param stopping whether the sink is to stop; becomes true on another thread
   */
  Outages(
      SinkConfig.Patience patience, Lanes lanes, SinkCounters counters, BooleanSupplier stopping) {
    this.patience = patience;
    this.lanes = lanes;
    this.counters = counters;
    this.stopping = stopping;
  }

  /**
   * Does something until it succeeds.
   *
   * @throws AbandonedException if the sink stops meanwhile
   * @throws RuntimeException what the action throws, if that is no outage
   */
  <T> T patiently(String what, Supplier<T> action) {
    return patiently(Optional.empty(), what, action);
  }

  /**
   * Does something for a partition until it succeeds.
   *
   * @throws AbandonedException if the sink stops meanwhile or the partition goes to another one
   * @throws RuntimeException what the action throws, if that is no outage
   */
  <T> T patiently(Lane lane, String what, Supplier<T> action) {
    return patiently(Optional.of(lane), what, action);
  }

  private <T> T patiently(Optional<Lane> lane, String what, Supplier<T> action) {
    var backoff = firstBackoff();
    while (true) {
      try {
        return action.get();
      } catch (AbandonedException e) {
        throw e;
      } catch (RuntimeException e) {
        abandonIfStopping(what);
        if (Failures.kind(e) != FailureKind.RETRYABLE) {
          throw e;
        }
        backoff = waitOut(lane, what, e, backoff);
      }
    }
  }

  /** As {@link #patiently} before there is a subscription to keep. */
  void patientlyUnsubscribed(String what, Runnable action) {
    var backoff = firstBackoff();
    while (true) {
      try {
        action.run();
        counters.recovered();
        return;
      } catch (RuntimeException e) {
        if (Failures.kind(e) != FailureKind.RETRYABLE) {
          throw e;
        }
        backoff = sleepOut(what, e, backoff);
        if (stopping.getAsBoolean()) {
          throw new AbandonedException("stopped before the first record");
        }
      }
    }
  }

  /** Ends what failed while the sink stops: {@link SinkWorker#cut} makes anything fail. */
  void abandonIfStopping(String what) {
    if (stopping.getAsBoolean()) {
      throw new AbandonedException("stopped during " + what);
    }
  }

  /** How long to wait after a first failure. */
  Duration firstBackoff() {
    return patience.minBackoff();
  }

  /**
   * Waits once.
   *
   * @return how long to wait after the next failure
   * @throws AbandonedException if the sink stops meanwhile or the partition goes to another one
   */
  Duration waitOut(Lane lane, String what, RuntimeException failure, Duration backoff) {
    return waitOut(Optional.of(lane), what, failure, backoff);
  }

  private Duration waitOut(
      Optional<Lane> lane, String what, RuntimeException failure, Duration backoff) {
    noteOutage(what, failure, backoff);
    var until = System.nanoTime() + backoff.toNanos();
    do {
      if (stopping.getAsBoolean()) {
        throw new AbandonedException("stopped during an outage of " + what);
      }
      lanes.pollNothing(Lanes.POLL.compareTo(backoff) < 0 ? Lanes.POLL : backoff);
      if (lane.isPresent() && !lanes.owns(lane.get())) {
        throw new AbandonedException("partition went to another sink");
      }
    } while (System.nanoTime() - until < 0);
    return longer(backoff);
  }

  private Duration sleepOut(String what, RuntimeException failure, Duration backoff) {
    noteOutage(what, failure, backoff);
    var until = System.nanoTime() + backoff.toNanos();
    while (System.nanoTime() - until < 0 && !stopping.getAsBoolean()) {
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(Lanes.POLL.toMillis(), backoff.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AbandonedException("interrupted");
      }
    }
    return longer(backoff);
  }

  private void noteOutage(String what, RuntimeException failure, Duration backoff) {
    var error = Failures.root(failure).toString();
    counters.retry(what + ": " + error);
    log.atWarn()
        .addKeyValue("what", what)
        .addKeyValue("error", error)
        .addKeyValue("againInMs", backoff.toMillis())
        .log("Outage, trying again");
  }

  private Duration longer(Duration backoff) {
    var doubled = backoff.multipliedBy(2);
    return doubled.compareTo(patience.maxBackoff()) < 0 ? doubled : patience.maxBackoff();
  }
}
