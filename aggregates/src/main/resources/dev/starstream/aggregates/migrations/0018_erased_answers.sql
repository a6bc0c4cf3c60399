-- What is left of erased answers: what the rollups counted, so that they still equal a recount. No
-- id, no text, no role, no time of day; nothing feeds from here, since the rollups have it already.
CREATE TABLE IF NOT EXISTS erased_answers
(
    tenant_id LowCardinality(String) COMMENT 'As in answer_scores',
    scorer_version LowCardinality(String) COMMENT 'As in answer_scores',
    submitted_at DateTime64(3, 'UTC') COMMENT 'Day of submission, UTC: cut to midnight',
    company LowCardinality(String) COMMENT 'As in answer_scores',
    category LowCardinality(String) COMMENT 'As in answer_scores',
    question_id LowCardinality(String) COMMENT 'As in answer_scores',
    level LowCardinality(String) COMMENT 'As in answer_scores',
    cohort LowCardinality(String) COMMENT 'As in answer_scores',
    source LowCardinality(String) COMMENT 'As in answer_scores',
    attempt_no UInt16 COMMENT 'As in answer_scores',
    candidate_key UInt64 COMMENT 'Random number, the same for all answers of one candidate, so that people are still counted',
    situation_present Bool COMMENT 'As in answer_scores',
    situation_share Float64 COMMENT 'As in answer_scores',
    task_present Bool COMMENT 'As in answer_scores',
    task_share Float64 COMMENT 'As in answer_scores',
    action_present Bool COMMENT 'As in answer_scores',
    action_share Float64 COMMENT 'As in answer_scores',
    result_present Bool COMMENT 'As in answer_scores',
    result_share Float64 COMMENT 'As in answer_scores',
    learning_present Bool COMMENT 'As in answer_scores',
    learning_share Float64 COMMENT 'As in answer_scores',
    metric_count UInt16 COMMENT 'As in answer_scores',
    outcome_metric Bool COMMENT 'As in answer_scores',
    mistake_ids Array(LowCardinality(String)) COMMENT 'As in answer_scores',
    mistake_severities Array(LowCardinality(String)) COMMENT 'As in answer_scores',
    company_focus Nullable(Bool) COMMENT 'As in answer_scores',
    level_fit Nullable(Bool) COMMENT 'As in answer_scores',
    structure Float64 COMMENT 'As in answer_scores',
    content Float64 COMMENT 'As in answer_scores',
    delivery Nullable(Float64) COMMENT 'As in answer_scores',
    overall Float64 COMMENT 'As in answer_scores',
    passed Bool COMMENT 'As in answer_scores',
    word_count UInt32 COMMENT 'As in answer_scores',
    _topic_id UUID COMMENT 'As in answer_scores: the sink asks which records have been counted' CODEC(ZSTD),
    _partition UInt32 COMMENT 'As in answer_scores' CODEC(ZSTD),
    _offset UInt64 COMMENT 'As in answer_scores; leads to nothing once the topic has dropped the record' CODEC(Delta, ZSTD)
)
-- One row an origin, however often an erasure is repeated after a crash; few rows, so FINAL costs nothing.
ENGINE = ReplacingMergeTree
-- As answer_scores: a recount of some days reads these days.
PARTITION BY toYYYYMM(submitted_at)
-- Serves the sink, which asks for offsets; the key by which repeated rows are one.
ORDER BY (_topic_id, _partition, _offset)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Erased answers without anything that tells who, one row an answer and scorer version; read with FINAL';
