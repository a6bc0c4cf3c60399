package dev.starstream.devstack;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** One server of a {@link Stack}, with what a fault drill does to it. */
public interface Component {

  /** The part it plays. */
  enum Role {
    KAFKA("kafka", "Kafka"),
    REGISTRY("registry", "Schema registry"),
    CLICKHOUSE("clickhouse", "ClickHouse");

    private final String id;
    private final String label;

    Role(String id, String label) {
      this.id = id;
      this.label = label;
    }

    /** For file names and flags. */
    public String id() {
      return id;
    }

    /** For people. */
    public String label() {
      return label;
    }
  }

  Role role();

  /** Product and version, such as {@code Kafka 4.3.1}. */
  String product();

  /** The loopback port it answers on. */
  int port();

  boolean isAlive();

  /** Process id on this machine; empty if it does not run or runs in a container. */
  OptionalLong pid();

  /** Memory that it holds now (resident set). */
  OptionalLong memoryBytes();

  Optional<Path> logFile();

  /** Ends it at once, as {@code kill -9} does, and returns when it is gone. */
  void kill();

  /**
   * Starts it again on the same port and data, after {@link #kill()} or a graceful stop if it still
   * runs; returns when it answers.
   */
  void restart();
}
