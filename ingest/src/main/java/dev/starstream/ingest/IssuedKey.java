package dev.starstream.ingest;

import dev.starstream.events.ApiKey;
import dev.starstream.events.KeyScope;
import dev.starstream.ingest.Access.Caller;
import dev.starstream.ingest.Access.Scope;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An API key as we keep it: without its secret, of which only the hash is there.
 *
 * @param id 10 characters of base32
 * @param secretHash SHA-256 of the secret
 * @param name what people call it: 1 to 100 characters
 * @param expiresAt from then on it is refused; empty for never
 * @param revokedAt since then it is refused; empty if it was not revoked
 */
public record IssuedKey(
    String id,
    ByteBuffer secretHash,
    Caller caller,
    String name,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt) {

  private static final int MAX_NAME_CHARS = 100;

  public IssuedKey {
    secretHash = secretHash.asReadOnlyBuffer();
    if (!caller.tenantId().matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "tenant: '"
              + caller.tenantId()
              + "' (expected: 1 to 64 lower-case letters, digits or dashes)");
    }
    if (name.isBlank()
        || name.length() > MAX_NAME_CHARS
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "name: has "
              + name.length()
              + " characters (expected: 1 to "
              + MAX_NAME_CHARS
              + ", not blank, no control characters)");
    }
  }

  /**
   * A key that is valid from now on.
   *
   * @param validFor empty for ever
   */
  public static IssuedKey of(
      KeyToken token, Caller caller, String name, Instant now, Optional<Duration> validFor) {
    if (caller.scopes().isEmpty()) {
      throw new IllegalArgumentException("scope: none (expected: ingest, read, admin)");
    }
    var createdAt = now.truncatedTo(ChronoUnit.MILLIS);
    return new IssuedKey(
        token.id(),
        ByteBuffer.wrap(token.secretHash()),
        caller,
        name,
        createdAt,
        validFor.map(createdAt::plus),
        Optional.empty());
  }

  /** The same key, refused from now on; one that was revoked before stays as it is. */
  public IssuedKey revoked(Instant now) {
    return revokedAt.isPresent()
        ? this
        : new IssuedKey(
            id,
            secretHash,
            caller,
            name,
            createdAt,
            expiresAt,
            Optional.of(now.truncatedTo(ChronoUnit.MILLIS)));
  }

  /** Whether it is neither revoked nor expired. */
  public boolean isValid(Instant now) {
    return revokedAt.isEmpty() && !isExpired(now);
  }

  boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }

  /** Takes as long for a wrong secret as for the right one. */
  boolean isSecretOf(KeyToken token) {
    var expected = new byte[secretHash.remaining()];
    secretHash.duplicate().get(expected);
    return MessageDigest.isEqual(expected, token.secretHash());
  }

  ApiKey toAvro() {
    return ApiKey.newBuilder()
        .setKeyId(id)
        .setSecretSha256(secretHash.duplicate())
        .setTenantId(caller.tenantId())
        .setName(name)
        .setScopes(caller.scopes().stream().map(IssuedKey::toAvro).sorted().toList())
        .setCreatedAt(createdAt)
        .setExpiresAt(expiresAt.orElse(null))
        .setRevokedAt(revokedAt.orElse(null))
        .build();
  }

  static IssuedKey of(ApiKey key) {
    var scopes = EnumSet.noneOf(Scope.class);
    key.getScopes().forEach(scope -> scopeOf(scope).ifPresent(scopes::add));
    return new IssuedKey(
        key.getKeyId(),
        key.getSecretSha256(),
        new Caller(key.getTenantId(), Set.copyOf(scopes)),
        key.getName(),
        key.getCreatedAt(),
        Optional.ofNullable(key.getExpiresAt()),
        Optional.ofNullable(key.getRevokedAt()));
  }

  private static KeyScope toAvro(Scope scope) {
    return switch (scope) {
      case INGEST -> KeyScope.INGEST;
      case READ -> KeyScope.READ;
      case ADMIN -> KeyScope.ADMIN;
    };
  }

  private static Optional<Scope> scopeOf(KeyScope scope) {
    return switch (scope) {
      case INGEST -> Optional.of(Scope.INGEST);
      case READ -> Optional.of(Scope.READ);
      case ADMIN -> Optional.of(Scope.ADMIN);
      case OTHER -> Optional.empty();
    };
  }
}
