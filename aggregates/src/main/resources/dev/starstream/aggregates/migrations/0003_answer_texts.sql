-- The only table that holds what candidates wrote: short-lived, with a grant of its own.
CREATE TABLE IF NOT EXISTS answer_texts
(
    tenant_id LowCardinality(String) COMMENT 'Platform that the answer belongs to',
    answer_id UUID COMMENT 'As in answer_scores',
    candidate_key UInt64 COMMENT 'As in answer_scores',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer that wrote the critique',
    submitted_at DateTime64(3, 'UTC') COMMENT 'When the candidate submitted it, UTC' CODEC(Delta, ZSTD),
    ingested_at DateTime64(3, 'UTC') COMMENT 'When Kafka had it, UTC: the 30 days count from here' CODEC(Delta, ZSTD),
    question_text String COMMENT 'The question as asked where it is not in the catalogue; else empty' CODEC(ZSTD),
    text String COMMENT 'The answer' CODEC(ZSTD),
    headline String COMMENT 'Critique: the answer in one sentence' CODEC(ZSTD),
    fix_first String COMMENT 'Critique: the one fix that would gain most; empty if there is none' CODEC(ZSTD),
    fix_gain Float64 COMMENT 'Critique: what that fix would add to overall, 0 to 1',
    notes Array(String) COMMENT 'Critique: at most five notes' CODEC(ZSTD),
    sentences String COMMENT 'JSON array of {start, end, part}: half-open UTF-16 ranges of text and what they tell' CODEC(ZSTD),
    metrics String COMMENT 'JSON array of {start, end, kind, value, unit, outcome}: the quantities in order' CODEC(ZSTD),
    key_points String COMMENT 'JSON array of {id, covered, evidence {start, end} or null}' CODEC(ZSTD),
    mistakes String COMMENT 'JSON array of {id, severity, evidence {start, end} or null, advice}, most severe first' CODEC(ZSTD),
    _topic_id UUID COMMENT 'Kafka topic id of the scored record' CODEC(ZSTD),
    _partition UInt32 COMMENT 'Kafka partition of the scored record' CODEC(ZSTD),
    _offset UInt64 COMMENT 'Kafka offset of the scored record' CODEC(Delta, ZSTD),

    -- The sink asks on assignment which offsets are here already.
    INDEX offset_minmax _offset TYPE minmax GRANULARITY 1
)
-- Plain MergeTree: rows are inserted once and expire.
ENGINE = MergeTree
-- A day is the unit in which texts go: expiry drops whole parts and rewrites none.
PARTITION BY toDate(ingested_at)
-- Serves one query: the full record of one answer.
ORDER BY (tenant_id, answer_id, scorer_version)
-- The promise on privacy. By ingest and not by submission: an imported answer of last year can be read for 30 days too, and no text stays longer than that.
TTL toDateTime(ingested_at) + INTERVAL 30 DAY
-- ttl_only_drop_parts: a day goes when its last row has expired; merge_with_ttl_timeout: looked at every hour.
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1, merge_with_ttl_timeout = 3600
COMMENT 'Text and critique of scored answers, kept for 30 days';
