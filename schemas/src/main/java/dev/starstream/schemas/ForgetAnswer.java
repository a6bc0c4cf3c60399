package dev.starstream.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * How an erasure asks the scoring stage to forget an answer's id: by a record on {@link
 * Topics#ANSWERS_SUBMITTED} without a value, with the id as its key and the header {@value
 * #HEADER}, which holds the erasure's id.
 */
public final class ForgetAnswer {

  public static final String HEADER = RecordOrigin.PREFIX + "forget";

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** The key under which an answer's id is forgotten. */
  public static byte[] key(UUID answerId) {
    return answerId.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The answer that a record asks to forget; empty if it does not ask for that, or not of an answer
   * id.
   */
  public static Optional<UUID> read(byte[] key, byte[] value, Headers headers) {
    if (key == null || value != null || headers.lastHeader(HEADER) == null) {
      return Optional.empty();
    }
    var id = new String(key, StandardCharsets.UTF_8);
    return ID.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
  }

  private ForgetAnswer() {}
}
