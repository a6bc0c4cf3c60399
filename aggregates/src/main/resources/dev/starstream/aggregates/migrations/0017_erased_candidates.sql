-- Who has been erased: what the sweep removes if it still arrives. No view reads it and no insight.
CREATE TABLE IF NOT EXISTS erased_candidates
(
    tenant_id LowCardinality(String) COMMENT 'Platform of the candidate',
    candidate_key UInt64 COMMENT 'As in answer_scores; the reference itself is kept nowhere',
    erasure_id UUID COMMENT 'The erasure, as on its receipt',
    pseudonym UInt64 COMMENT 'Random number that stands for the candidate in erased_answers; 0 once no topic can bring answers of theirs, and from then on nothing leads from the candidate to their counts' TTL toDateTime(ifNull(topics_clear_at, toDateTime64('2100-01-01 00:00:00', 3, 'UTC'))) + INTERVAL 1 DAY,
    erased_at DateTime64(3, 'UTC') COMMENT 'When it was asked for, UTC',
    topics_clear_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the last answer of theirs has left Kafka by itself, UTC; NULL if a topic keeps its records for ever'
)
-- Plain MergeTree: one row an erasure.
ENGINE = MergeTree
-- Serves the look-up of one candidate.
ORDER BY (tenant_id, candidate_key)
-- Two first erasures of one candidate at once write the same token: one pseudonym.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Erased candidates by their pseudonym, one row an erasure';
