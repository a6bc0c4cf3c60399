package dev.starstream.schemas;

import dev.starstream.events.AnswerSubmitted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Tells whether two submissions with the same event id say the same. */
public final class ContentHash {

  private static final int BYTES = 16;

  /**
   * The first 16 bytes of the SHA-256 of what the candidate submitted. The submission time is not
   * part of it: a publisher that repeats a request without {@code submittedAt} gets a new time from
   * the edge, and its answer is still the same. Fields are written one by one, not as Avro, so that
   * a field added to the schema later leaves the hashes of earlier answers as they are.
   */
  public static byte[] of(AnswerSubmitted answer) {
    var digest = Sha256.digest();
    add(digest, answer.getCandidateRef());
    add(digest, answer.getCohort());
    add(digest, answer.getQuestionId());
    add(digest, answer.getQuestionText());
    add(digest, answer.getCompany());
    add(digest, answer.getRole());
    add(digest, answer.getLevel().name());
    add(digest, Integer.toString(answer.getAttemptNo()));
    add(digest, answer.getLanguage());
    add(digest, answer.getModality().name());
    add(digest, answer.getText());
    add(digest, answer.getDurationMs() == null ? null : answer.getDurationMs().toString());
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  /** Length first, so that neighbouring fields cannot run into each other; -1 for none. */
  private static void add(MessageDigest digest, String field) {
    var bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(field == null ? -1 : bytes.length).array());
    digest.update(bytes);
  }

  private ContentHash() {}
}
