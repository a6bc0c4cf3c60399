package dev.starstream.aggregates;

import java.util.Objects;

/**
 * Kafka or the schema registry did not take part. The erasure is not complete and has no receipt;
 * asking for it again is safe.
 */
public final class ErasureUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What did not answer. */
  public enum Dependency {
    KAFKA,
    SCHEMA_REGISTRY
  }

  private final Dependency dependency;

  ErasureUnavailableException(Dependency dependency, String message, Throwable cause) {
    super(message, cause);
    this.dependency = Objects.requireNonNull(dependency, "dependency");
  }

  public Dependency dependency() {
    return dependency;
  }
}
