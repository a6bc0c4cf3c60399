package dev.starstream.aggregates;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What an erasure did; it does not hold the candidate's reference.
 *
 * @param candidateKey the pseudonym, 16 hexadecimal digits: whoever knows tenant and reference can
 *     compute it and so check whose receipt this is
 * @param erasedAt when it was asked for: what is published from then on is refused
 * @param answers rows taken from answer_scores: an answer has one for each scorer version
 * @param texts rows removed from answer_texts
 * @param rejects rejected answers that lost their bytes and ids
 * @param idsForgotten ids that the scoring stage was told to forget
 * @param topicsClearAt when Kafka has deleted the last record of the candidate by itself; empty if
 *     a topic keeps its records for ever
 */
public record ErasureReceipt(
    UUID erasureId,
    String tenantId,
    String candidateKey,
    Instant erasedAt,
    long answers,
    long texts,
    long rejects,
    long idsForgotten,
    Optional<Instant> topicsClearAt) {}
