package dev.starstream.schemas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256, one digest a thread: to look the algorithm up costs more than to digest a short text.
 */
final class Sha256 {

  private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::made);

  /** This thread's digest, as new; whatever became of it before. */
  static MessageDigest digest() {
    var digest = DIGESTS.get();
    digest.reset();
    return digest;
  }

  private static MessageDigest made() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Sha256() {}
}
