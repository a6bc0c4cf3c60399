package dev.starstream.aggregates;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom an erasure concerns.
 *
 * @param candidateKey as in answer_scores, read as unsigned
 * @param erasureId the newest erasure of this candidate
 * @param pseudonym the random number that stands for the candidate in erased_answers, read as
 *     unsigned; the same for all erasures of one candidate while Kafka may hold answers of theirs
 * @param topicsClearAt when Kafka holds none any more; empty for never
 */
record ErasedCandidate(
    String tenantId,
    long candidateKey,
    UUID erasureId,
    long pseudonym,
    Optional<Instant> topicsClearAt) {}
