package dev.starstream.ingest;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The API keys that this process knows, read by every request. Until it is complete it answers
 * nothing, so that a key which was revoked is never taken for a valid one. Safe for many threads.
 */
public final class KeyRing {

  /** What is said of a key that somebody has shown. */
  sealed interface Finding {
    /** It is valid. */
    record Valid(IssuedKey key) implements Finding {}

    /** There is no such key, or the secret is another one. */
    record Unknown() implements Finding {}

    /** The secret is right, and the key was revoked. */
    record Revoked(Instant at) implements Finding {}

    /** The secret is right, and the key has expired. */
    record Expired(Instant at) implements Finding {}

    /** The keys have not all been read yet. */
    record NotReadYet() implements Finding {}
  }

  /** Compared with when there is no such key, so that it takes as long as a wrong secret. */
  private static final IssuedKey NOBODY =
      new IssuedKey(
          "nobody",
          ByteBuffer.allocate(32),
          new Access.Caller("nobody", EnumSet.noneOf(Access.Scope.class)),
          "nobody",
          Instant.EPOCH,
          Optional.empty(),
          Optional.of(Instant.EPOCH));

  /** All keys by id; empty until they have all been read. */
  private final Supplier<Optional<Map<String, IssuedKey>>> view;

  private final Clock clock;

  KeyRing(Supplier<Optional<Map<String, IssuedKey>>> view, Clock clock) {
    this.view = view;
    this.clock = clock;
  }

  Finding find(KeyToken token) {
    var keys = view.get();
    if (keys.isEmpty()) {
      return new Finding.NotReadYet();
    }
    var key = keys.get().getOrDefault(token.id(), NOBODY);
    if (!key.isSecretOf(token)) {
      return new Finding.Unknown();
    }
    if (key.revokedAt().isPresent()) {
      return new Finding.Revoked(key.revokedAt().get());
    }
    if (key.isExpired(clock.instant())) {
      return new Finding.Expired(key.expiresAt().orElseThrow());
    }
    return new Finding.Valid(key);
  }

  /** The key of that id; empty if there is none. */
  public Optional<IssuedKey> key(String id) {
    return view.get().map(keys -> keys.get(id));
  }

  /** All keys, whether valid or not, in no order. */
  public Collection<IssuedKey> all() {
    return view.get().map(keys -> List.copyOf(keys.values())).orElse(List.of());
  }

  /** Whether all keys have been read. */
  boolean isComplete() {
    return view.get().isPresent();
  }
}
