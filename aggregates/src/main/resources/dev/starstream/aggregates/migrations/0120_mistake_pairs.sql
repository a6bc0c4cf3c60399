-- Which mistakes occur together, counted beforehand over all days: two of an answer's mistakes at a time, and what to compare that with.
-- Filled from answer_scores by a settlement, and read with what came since by mistake_pairs_whole.
CREATE TABLE IF NOT EXISTS mistake_pairs
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    mistake LowCardinality(String) COMMENT 'The one mistake, lower in the alphabet; empty in rows that count all answers or those with one mistake',
    other LowCardinality(String) COMMENT 'The other; empty in the row that counts all answers',
    answers UInt64 COMMENT 'Answers that show both; with an empty mistake those that show the other, or all',
    answers_by_question Map(String, UInt64) COMMENT 'Of answers, those to each question; of rows with an empty mistake only',
    people AggregateFunction(uniqCombined64, UInt64) COMMENT 'Candidates who show both, nobody in rows with an empty mistake: read with uniqCombined64Merge(people)'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one tenant and version: all pairs of these lie together.
ORDER BY (tenant_id, scorer_version, first_attempts_only, mistake, other)
-- index_granularity: a row holds up to a tenth of a megabyte of people, so few of them are read for nothing.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 8, auto_statistics_types = ''
COMMENT 'Answers by two mistakes that they show, by one and all of them, over all days'
