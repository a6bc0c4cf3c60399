-- What each erasure removed, for the record: it does not say whose.
CREATE TABLE IF NOT EXISTS erasures
(
    erasure_id UUID COMMENT 'The erasure, as on its receipt',
    tenant_id LowCardinality(String) COMMENT 'Platform of the candidate',
    recorded_at DateTime64(3, 'UTC') COMMENT 'When nothing was left, UTC',
    swept Bool COMMENT 'Whether these rows arrived after the erasure and were swept up',
    answers UInt64 COMMENT 'Rows taken from answer_scores',
    texts UInt64 COMMENT 'Rows removed from answer_texts',
    rejects UInt64 COMMENT 'Rejected answers that lost their bytes and ids',
    topics_clear_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the last answer of the candidate has left Kafka by itself, UTC; NULL if a topic keeps its records for ever'
)
-- Plain MergeTree: written once an erasure and once a sweep that found something.
ENGINE = MergeTree
-- Serves the list by time.
ORDER BY (tenant_id, recorded_at, erasure_id)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Erasures and sweeps, one row each';
