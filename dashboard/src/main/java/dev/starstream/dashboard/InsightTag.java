package dev.starstream.dashboard;

import dev.starstream.aggregates.InsightResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The {@code ETag} of an insight's answer: a digest of the format, the insight's file, the
 * parameters in force and the rows. It is weak, since answers with one tag may differ in {@code
 * elapsedMs} and beyond the ninth decimal, where the order in which the database adds shows.
 */
final class InsightTag {
  private static final double DECIMALS = 1e9;

  /** Quoted, as the header holds it. */
  static String of(InsightResult result, Accepted format) {
    var digest = sha256();
    add(digest, format.name());
    add(digest, result.insight());
    add(digest, result.params());
    for (var row : result.rows()) {
      row.forEach(value -> add(digest, rounded(value)));
    }
    return "W/\"" + HexFormat.of().formatHex(digest.digest(), 0, 16) + "\"";
  }

  /**
   * Whether an {@code If-None-Match} header, or none, names the tag (RFC 9110, weakly compared).
   */
  static boolean matches(String ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    for (var listed : ifNoneMatch.split(",", -1)) {
      if (opaque(listed.strip()).equals(opaque(tag))) {
        return true;
      }
    }
    return false;
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  private static Object rounded(Object value) {
    return value instanceof Double number ? Math.round(number * DECIMALS) : value;
  }

  /** Each with its length, so that no two lists of values read the same. */
  private static void add(MessageDigest digest, Object value) {
    var text = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    digest.update((text.length + (value == null ? "-" : ":")).getBytes(StandardCharsets.UTF_8));
    digest.update(text);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 comes with every Java", e);
    }
  }

  private InsightTag() {}
}
