package dev.starstream.devstack;

import dev.starstream.app.Settings;
import dev.starstream.ingest.Access.Caller;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.IssuedKey;
import dev.starstream.ingest.KeyFollower;
import dev.starstream.ingest.KeyPublisher;
import dev.starstream.ingest.KeyToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The API key of a stack on this machine: made once, with all scopes for the settings' tenant, and
 * kept in a file that only its owner can read. Kafka's topics must be there.
 */
final class DevelopmentKey {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** The key in that file, if it is still valid for this tenant, else a new one. */
  static String in(Path file, Settings settings) {
    var caller = new Caller(settings.tenant(), EnumSet.allOf(Scope.class));
    try {
      var kept = KeyToken.parse(Files.exists(file) ? Files.readString(file).strip() : "");
      if (kept.isPresent() && isValid(kept.get(), caller, settings)) {
        return kept.get().text();
      }
      return create(file, caller, settings).text();
    } catch (IOException e) {
      throw new StackException(file + " cannot be used: " + e, e);
    }
  }

  private static boolean isValid(KeyToken token, Caller caller, Settings settings) {
    try (var follower =
        KeyFollower.start(settings.kafka(), settings.registry(), Clock.systemUTC())) {
      if (!follower.awaitComplete(PATIENCE)) {
        throw new StackException("the API keys could not be read: " + follower.trouble());
      }
      return follower
          .keys()
          .key(token.id())
          .filter(key -> key.isValid(Instant.now()) && key.caller().equals(caller))
          .isPresent();
    }
  }

  private static KeyToken create(Path file, Caller caller, Settings settings) throws IOException {
    var token = KeyToken.create(new SecureRandom());
    Files.deleteIfExists(file);
    // Before the secret is in it.
    Files.createFile(file, OWNER_ONLY);
    Files.writeString(file, token.text() + "\n");
    try (var publisher = KeyPublisher.open(settings.kafka(), settings.registry())) {
      publisher.publish(
          IssuedKey.of(token, caller, "development", Instant.now(), Optional.empty()));
    }
    return token;
  }

  private DevelopmentKey() {}
}
