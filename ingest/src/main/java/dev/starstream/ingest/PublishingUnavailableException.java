package dev.starstream.ingest;

import java.util.Objects;

/**
 * Kafka or the schema registry did not take an answer or an API key. The answer itself is fine:
 * send it again with the same id; if Kafka had stored it after all, it is still counted once.
 */
public final class PublishingUnavailableException extends RuntimeException {

  /** What did not answer. */
  public enum Dependency {
    KAFKA,
    SCHEMA_REGISTRY
  }

  private final Dependency dependency;

  PublishingUnavailableException(Dependency dependency, String message, Throwable cause) {
    super(message, cause);
    this.dependency = Objects.requireNonNull(dependency, "dependency");
  }

  public Dependency dependency() {
    return dependency;
  }
}
