package dev.starstream.app;

import dev.starstream.ingest.PublishingUnavailableException.Dependency;
import dev.starstream.schemas.AccessRefusal;
import java.util.Objects;

/** A server that a command needs cannot be reached or refuses: no fault of the input. */
final class DependencyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DependencyException(String server, String address, Throwable cause) {
    super(
        server
            + " at "
            + address
            + ": "
            + AccessRefusal.in(cause)
                .map(AccessRefusal::message)
                .orElseGet(
                    () ->
                        messages(cause)
                            + " (is it running, and is it reached as its settings say?"
                            + " `starstream up` starts all servers on this machine)"),
        cause);
  }

  /** A failure of the named server of these settings. */
  static DependencyException of(Settings settings, Dependency dependency, Throwable cause) {
    return switch (dependency) {
      case KAFKA ->
          new DependencyException("Kafka", settings.kafka().get("bootstrap.servers"), cause);
      case SCHEMA_REGISTRY ->
          new DependencyException(
              "the schema registry", settings.registry().get("schema.registry.url"), cause);
    };
  }

  /** What a failure and its causes say, each once. */
  static String messages(Throwable failure) {
    var said = new StringBuilder();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      var message = Objects.requireNonNullElse(cause.getMessage(), cause.toString()).strip();
      if (said.indexOf(message) < 0) {
        said.append(said.isEmpty() ? "" : ": ").append(message);
      }
    }
    return said.toString();
  }
}
