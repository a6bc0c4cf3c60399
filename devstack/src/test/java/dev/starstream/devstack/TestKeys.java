package dev.starstream.devstack;

import dev.starstream.app.Settings;
import dev.starstream.ingest.Access.Caller;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.IssuedKey;
import dev.starstream.ingest.KeyPublisher;
import dev.starstream.ingest.KeyToken;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** API keys for tests that are about something else. */
final class TestKeys {

  /** A new key of that tenant, secret and all. */
  static String create(Settings settings, String tenant, Set<Scope> scopes) {
    var token = KeyToken.create(new SecureRandom());
    try (var publisher = KeyPublisher.open(settings.kafka(), settings.registry())) {
      publisher.publish(
          IssuedKey.of(token, new Caller(tenant, scopes), "test", Instant.now(), Optional.empty()));
    }
    return token.text();
  }

  private TestKeys() {}
}
