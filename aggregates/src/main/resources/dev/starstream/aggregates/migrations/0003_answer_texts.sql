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
    -- What the scorer found, typed: SQL can read it. Ranges are half-open, in UTF-16 units of text; 0 to 0 is nowhere in particular.
    sentence_parts Array(Tuple(start UInt32, end UInt32, part Enum8('none' = 0, 'situation' = 1, 'task' = 2, 'action' = 3, 'result' = 4, 'learning' = 5))) COMMENT 'Where each sentence lies and what it tells, in order' CODEC(ZSTD),
    metric_spans Array(Tuple(start UInt32, end UInt32, kind Enum8('other' = 0, 'percent' = 1, 'money' = 2, 'duration' = 3, 'count' = 4, 'multiplier' = 5, 'delta' = 6, 'score' = 7), value Nullable(Float64), unit String, outcome Bool)) COMMENT 'The quantities in order: value NULL if it cannot be told, outcome if it measures an effect of the work' CODEC(ZSTD),
    key_point_spans Array(Tuple(id String, covered Bool, start UInt32, end UInt32)) COMMENT 'The key points of the question, covered or not, and where' CODEC(ZSTD),
    mistake_spans Array(Tuple(id String, severity Enum8('minor' = 0, 'major' = 1, 'critical' = 2), start UInt32, end UInt32, advice String)) COMMENT 'The mistakes, most severe first, where they show and what to do instead' CODEC(ZSTD),
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
