package dev.starstream.aggregates;

import dev.starstream.events.Problem;
import dev.starstream.schemas.RecordOrigin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;

/**
 * A reject with the record that was rejected, byte for byte.
 *
 * @param reason the word of the reason, which may be one that this build does not know
 * @param tenantId empty if the bytes could not be decoded
 * @param eventId as tenantId
 * @param origin where the record first stood
 * @param detail what is wrong; never text of the answer
 * @param key empty if the record had none, or once it is gone
 * @param payload as key
 * @param headers in order; none once they are gone
 */
public record RejectedRecord(
    UUID rejectId,
    Instant rejectedAt,
    String stage,
    String reason,
    String tenantId,
    String eventId,
    RecordOrigin origin,
    String detail,
    List<Problem> problems,
    Optional<byte[]> key,
    Optional<byte[]> payload,
    List<Header> headers) {

  public RejectedRecord {
    problems = List.copyOf(problems);
    headers = List.copyOf(headers);
  }
}
