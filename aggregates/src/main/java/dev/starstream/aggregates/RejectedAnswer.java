package dev.starstream.aggregates;

import dev.starstream.schemas.RecordOrigin;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A reject without the bytes that were rejected.
 *
 * @param reason the word of the reason, which may be one that this build does not know
 * @param tenantId empty if the bytes could not be decoded
 * @param eventId as tenantId
 * @param origin where the record first stood
 * @param detail what is wrong; never text of the answer
 * @param bytes size of the record's value; empty once it is gone
 * @param scoredSince whether an answer with the same tenant and event id became a score afterwards
 */
public record RejectedAnswer(
    UUID rejectId,
    Instant rejectedAt,
    String stage,
    String reason,
    String tenantId,
    String eventId,
    RecordOrigin origin,
    String detail,
    OptionalLong bytes,
    boolean scoredSince) {}
