package dev.starstream.schemas;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Kafka or the registry does not let a client in, or the client does not trust the server. No wait
 * mends that, so it is no outage: whoever meets it stops and says so.
 *
 * @param detail what was refused, in the words of the client library; names no secret
 */
public record AccessRefusal(Server server, String detail) {

  /** Who is asked for access, and the settings that decide on it. */
  public enum Server {
    KAFKA("Kafka", "kafka.properties"),
    REGISTRY("the schema registry", "registry.properties");

    private final String label;
    private final String settings;

    Server(String label, String settings) {
      this.label = label;
      this.settings = settings;
    }
  }

  /** The refusal among a failure's causes; empty if it failed for another reason. */
  public static Optional<AccessRefusal> in(Throwable failure) {
    Optional<AccessRefusal> found = Optional.empty();
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      // First, since the registry's serializer turns these into Kafka's exceptions.
      if (cause instanceof RestClientException refused
          && (refused.getStatus() == 401 || refused.getStatus() == 403)) {
        return Optional.of(new AccessRefusal(Server.REGISTRY, "HTTP " + refused.getStatus()));
      }
      if (found.isEmpty()
          && (cause instanceof AuthenticationException
              || cause instanceof AuthorizationException)) {
        found = Optional.of(new AccessRefusal(Server.KAFKA, detail(cause)));
      }
      // Of Kafka's clients it would have come as an AuthenticationException.
      if (found.isEmpty()
          && cause instanceof SSLException
          && root(cause) instanceof GeneralSecurityException) {
        found = Optional.of(new AccessRefusal(Server.REGISTRY, detail(cause)));
      }
    }
    return found;
  }

  /** The refusal for a person, with what to look at. */
  public String message() {
    return "no access to %s: %s (expected: credentials and a truststore in %s that fit)"
        .formatted(server.label, detail, server.settings);
  }

  private static String detail(Throwable failure) {
    var said = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    var why = Objects.requireNonNullElse(root(failure).getMessage(), "");
    return said.contains(why) ? said : said + ": " + why;
  }

  private static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
