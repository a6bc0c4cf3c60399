package dev.starstream.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key as its holder has it: {@code ssk_}, an id of 10 characters of base32 (lower case), an
 * underscore, and 32 random bytes as 43 characters of base64url. The id is public; the rest is the
 * secret. {@link #toString} leaves the secret out, {@link #text} does not.
 */
public final class KeyToken {

  private static final Pattern FORM = Pattern.compile("ssk_([a-z2-7]{10})_([A-Za-z0-9_-]{43})");
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_CHARS = 10;
  private static final int SECRET_BYTES = 32;

  private final String id;
  private final String secret;

  private KeyToken(String id, String secret) {
    this.id = Objects.requireNonNull(id);
    this.secret = Objects.requireNonNull(secret);
  }

  /** A new one. */
  public static KeyToken create(SecureRandom random) {
    var id = new StringBuilder();
    for (int i = 0; i < ID_CHARS; i++) {
      id.append(BASE32.charAt(random.nextInt(BASE32.length())));
    }
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new KeyToken(
        id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** Empty if the text has another form. */
  public static Optional<KeyToken> parse(String text) {
    var form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new KeyToken(form.group(1), form.group(2)))
        : Optional.empty();
  }

  public String id() {
    return id;
  }

  /** The whole key, secret and all: for its holder only. */
  public String text() {
    return "ssk_" + id + "_" + secret;
  }

  /**
   * What is kept of the secret: SHA-256 over its 43 characters. A slow hash would protect a
   * password that people choose; of 256 random bits there is nothing to guess, and this is computed
   * at every request.
   */
  byte[] secretHash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(secret.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "ssk_" + id + "_***";
  }
}
