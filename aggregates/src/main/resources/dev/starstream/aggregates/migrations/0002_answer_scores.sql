-- The base of every number: one row per tenant, answer and scorer version.
CREATE TABLE IF NOT EXISTS answer_scores
(
    tenant_id LowCardinality(String) COMMENT 'Platform that the answer belongs to',
    answer_id UUID COMMENT 'UUID version 5 of tenant, source and event id',
    event_id String COMMENT 'Id that the publisher gave the submission',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate: first 8 bytes of SHA-256 over tenant_id, a zero byte and the candidate reference; count people by it',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Platform, product or file that the event came from; empty if none was given',
    question_id LowCardinality(String) COMMENT 'Question of the catalogue; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    company LowCardinality(String) COMMENT 'Company practised for: catalogue id or slug of the name; empty if none was given',
    role LowCardinality(String) COMMENT 'Role practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    attempt_no UInt16 COMMENT '1 for the first attempt of this candidate at this question, then counting up',
    language LowCardinality(String) COMMENT 'Language of the text as a BCP 47 tag',
    modality LowCardinality(String) COMMENT 'text (typed) or transcript (spoken)',
    submitted_at DateTime64(3, 'UTC') COMMENT 'When the candidate submitted it, UTC' CODEC(Delta, ZSTD),
    ingested_at DateTime64(3, 'UTC') COMMENT 'When Kafka had it, UTC' CODEC(Delta, ZSTD),
    scored_at DateTime64(3, 'UTC') COMMENT 'When it was scored, UTC' CODEC(Delta, ZSTD),
    inserted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'When this row was inserted, UTC; the same for all rows of one insert' CODEC(Delta, ZSTD),
    local_hour UInt8 COMMENT 'Hour of day on the clock of the candidate, 0 to 23',
    local_dow UInt8 COMMENT 'Weekday on the clock of the candidate, 1 Monday to 7 Sunday',
    situation_present Bool COMMENT 'Whether the answer tells the situation',
    situation_share Float64 COMMENT 'Share of the words that tell the situation, 0 to 1',
    task_present Bool COMMENT 'Whether the answer tells the task',
    task_share Float64 COMMENT 'Share of the words that tell the task, 0 to 1',
    action_present Bool COMMENT 'Whether the answer tells the action',
    action_share Float64 COMMENT 'Share of the words that tell the action, 0 to 1',
    result_present Bool COMMENT 'Whether the answer tells the result',
    result_share Float64 COMMENT 'Share of the words that tell the result, 0 to 1',
    learning_present Bool COMMENT 'Whether the answer tells what was learned',
    learning_share Float64 COMMENT 'Share of the words that tell what was learned, 0 to 1',
    metric_count UInt16 COMMENT 'Quantities in the answer, all kinds',
    metrics_percent UInt16 COMMENT 'Quantities that are percentages',
    metrics_money UInt16 COMMENT 'Quantities of money',
    metrics_duration UInt16 COMMENT 'Quantities of time',
    metrics_count UInt16 COMMENT 'Quantities that count something',
    metrics_multiplier UInt16 COMMENT 'Quantities such as three times',
    metrics_delta UInt16 COMMENT 'Quantities from one value to another',
    metrics_score UInt16 COMMENT 'Quantities on a scale, such as a rating',
    metrics_other UInt16 COMMENT 'Quantities of any other kind',
    outcome_metric Bool COMMENT 'Whether one of the quantities measures an effect of the work',
    key_points_hit Array(LowCardinality(String)) COMMENT 'Key points of the question that the answer covers',
    key_points_missed Array(LowCardinality(String)) COMMENT 'Key points of the question that the answer does not cover',
    mistake_ids Array(LowCardinality(String)) COMMENT 'Mistakes, each once, most severe first',
    mistake_severities Array(LowCardinality(String)) COMMENT 'critical, major or minor for each of mistake_ids',
    company_focus Nullable(Bool) COMMENT 'Whether the answer speaks to what the company looks for in this question; NULL if the catalogue knows no focus',
    level_fit Nullable(Bool) COMMENT 'Whether scope and decisions match the level; NULL if no level was given',
    structure Float64 COMMENT 'Sub-score of the shape of the story, 0 to 1',
    content Float64 COMMENT 'Sub-score of what is said, 0 to 1',
    delivery Nullable(Float64) COMMENT 'Sub-score of how it is spoken, 0 to 1; NULL without a transcript and its duration',
    overall Float64 COMMENT 'Weighted score, 0 to 1',
    passed Bool COMMENT 'Whether overall reaches the pass mark of the rubric',
    word_count UInt32 COMMENT 'Words in the answer',
    duration_ms Nullable(UInt32) COMMENT 'How long the answer took to speak or type, in milliseconds; NULL if not given',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    rubric_version LowCardinality(String) COMMENT 'Version of the rubric and catalogue files',
    _topic_id UUID COMMENT 'Kafka topic id of the scored record' CODEC(ZSTD),
    _partition UInt32 COMMENT 'Kafka partition of the scored record' CODEC(ZSTD),
    _offset UInt64 COMMENT 'Kafka offset of the scored record' CODEC(Delta, ZSTD),

    -- The sink bisects a block that a constraint refuses and rejects only the rows at fault.
    CONSTRAINT tenant_is_named CHECK tenant_id != '',
    CONSTRAINT submitted_in_this_century CHECK submitted_at >= toDateTime64('2000-01-01 00:00:00', 3, 'UTC') AND submitted_at < toDateTime64('2100-01-01 00:00:00', 3, 'UTC'),
    CONSTRAINT scores_are_shares CHECK overall BETWEEN 0 AND 1 AND structure BETWEEN 0 AND 1 AND content BETWEEN 0 AND 1 AND ifNull(delivery, 0) BETWEEN 0 AND 1,
    CONSTRAINT star_shares_are_shares CHECK situation_share BETWEEN 0 AND 1 AND task_share BETWEEN 0 AND 1 AND action_share BETWEEN 0 AND 1 AND result_share BETWEEN 0 AND 1 AND learning_share BETWEEN 0 AND 1,
    CONSTRAINT mistakes_have_severities CHECK length(mistake_ids) = length(mistake_severities),

    -- One answer by its id (insight answer, the previous attempt) without knowing its company.
    INDEX answer_id_bloom answer_id TYPE bloom_filter(0.001) GRANULARITY 1,
    -- All answers of one candidate (stuck, erasure).
    INDEX candidate_bloom candidate_key TYPE bloom_filter(0.01) GRANULARITY 1,
    -- The sink asks on assignment which offsets are here already.
    INDEX offset_minmax _offset TYPE minmax GRANULARITY 1,
    -- What came last (freshness), and how many inserts since (the sink, on assignment).
    INDEX inserted_minmax inserted_at TYPE minmax GRANULARITY 1
)
-- Plain MergeTree: rows are inserted once (the sink guarantees it), so no engine has to merge copies away and no query needs FINAL.
ENGINE = MergeTree
-- Bounds what a date range reads; one insert of the sink goes to one month, so it is one part and atomic.
PARTITION BY toYYYYMM(submitted_at)
-- Serves every question by tenant, then company, then question; answer_id last so that equal keys stay together.
ORDER BY (tenant_id, company, question_id, submitted_at, answer_id)
-- A repeated insert token is dropped while it is among the last 10,000 inserts; the sink refuses to run without.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Scored answers, one row per tenant, answer and scorer version';
