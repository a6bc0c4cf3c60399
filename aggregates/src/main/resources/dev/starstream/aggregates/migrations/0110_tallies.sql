-- What all answers add up to by the clock, length, score, week, attempt and source: few groups, so that a question without filters reads some hundred rows in the place of every answer.
CREATE TABLE IF NOT EXISTS tallies
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    kind LowCardinality(String) COMMENT 'What the rows tell apart: hour, weekday, both (of the two), length, score, week, attempt, source or wait; take one',
    item LowCardinality(String) COMMENT 'Of length the modality, of source and wait the source; empty for other kinds',
    bucket UInt32 COMMENT 'hour: from 1 on; weekday: 100 times 1 Monday to 7; both: their sum; length: least words; score: twentieths; week: its Monday as days since 1970; attempt: 10 for all after it; wait: begun seconds from Kafka to the score, at most 86,401; source: 0',
    answers UInt64 COMMENT 'Answers, of week and attempt with the erased ones',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniqCombined64, UInt64) COMMENT 'Candidates: read with uniqCombined64Merge(people)',
    overall_sum Float64 COMMENT 'Sum of overall',
    overall_median AggregateFunction(quantileBFloat16(0.5), Float64) COMMENT 'Median of overall to 0.4 %, of attempt: read with quantileBFloat16Merge(0.5)(overall_median)',
    structure_sum Float64 COMMENT 'Sum of structure',
    content_sum Float64 COMMENT 'Sum of content',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes UInt64 COMMENT 'Mistakes, each once an answer',
    words UInt64 COMMENT 'Words',
    critique_seconds AggregateFunction(quantiles(0.5, 0.99), Float64) COMMENT 'Seconds from Kafka to the score, of source: read with quantilesMerge(0.5, 0.99)(critique_seconds)',
    stored_seconds AggregateFunction(quantiles(0.5, 0.99), Float64) COMMENT 'Seconds from Kafka to the row in the database, likewise',
    last_submitted DateTime64(3, 'UTC') COMMENT 'When the newest was submitted, of source',
    last_ingested DateTime64(3, 'UTC') COMMENT 'When Kafka had the newest, likewise',
    last_scored DateTime64(3, 'UTC') COMMENT 'When the newest score was made, likewise'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one kind of one tenant and version.
ORDER BY (tenant_id, scorer_version, kind, first_attempts_only, item, bucket)
-- index_granularity: a row holds up to a tenth of a megabyte of people, so few of them are read for nothing.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 64, auto_statistics_types = ''
COMMENT 'All answers by hour, weekday, length, score, week, attempt and source'
