package dev.starstream.scoring.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of the scoring stage.
 *
 * @param kafka how to reach Kafka, under Kafka's own names; {@code bootstrap.servers} at least
 * @param registry how to reach the registry, under Confluent's names; {@code schema.registry.url}
 * @param applicationId consumer group and prefix of the internal topics; instances that share it
 *     share the work
 * @param stateDir where the store of seen ids lies; it can be lost and is then restored from Kafka
 * @param threads stream threads of this instance, 1 or more
 * @param commitInterval how often a transaction is committed; scores are readable only after that
 * @param duplicateRetention how long an answer id is remembered
 */
public record ScoringConfig(
    Map<String, String> kafka,
    Map<String, String> registry,
    String applicationId,
    Path stateDir,
    int threads,
    Duration commitInterval,
    Duration duplicateRetention) {

  public ScoringConfig {
    kafka = Map.copyOf(kafka);
    registry = Map.copyOf(registry);
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + " (expected: 1 or more)");
    }
    if (commitInterval.toMillis() < 10) {
      throw new IllegalArgumentException(
          "commitInterval: " + commitInterval + " (expected: 10 ms or more)");
    }
    if (duplicateRetention.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "duplicateRetention: " + duplicateRetention + " (expected: 1 hour or more)");
    }
  }
}
