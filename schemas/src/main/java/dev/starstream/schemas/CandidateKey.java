package dev.starstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The pseudonym under which tables and erasures know a candidate. */
public final class CandidateKey {

  /**
   * The first 8 bytes, big endian, of SHA-256 over the tenant in UTF-8, a zero byte and the
   * reference in UTF-8. At a million candidates two share one with a probability of 3e-8.
   */
  public static long of(String tenantId, String candidateRef) {
    return of(
        ByteBuffer.wrap(tenantId.getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.wrap(candidateRef.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same of both in UTF-8. */
  public static long of(ByteBuffer tenantId, ByteBuffer candidateRef) {
    var digest = Sha256.digest();
    digest.update(tenantId);
    digest.update((byte) 0);
    digest.update(candidateRef);
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** The pseudonym as 16 lower-case hexadecimal digits. */
  public static String hex(long candidateKey) {
    return HexFormat.of().toHexDigits(candidateKey);
  }

  /** The key of a candidate's record in {@link Topics#CANDIDATES_ERASED}. */
  public static String erasureKey(String tenantId, long candidateKey) {
    return tenantId + "/" + hex(candidateKey);
  }

  private CandidateKey() {}
}
