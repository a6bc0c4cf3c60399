-- Which key points answers miss, counted beforehand over all days, by question and what its answers were checked for.
-- Filled from answer_scores by a settlement, and read with what came since by key_points_whole.
CREATE TABLE IF NOT EXISTS key_points
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    points Array(LowCardinality(String)) COMMENT 'Key points that the answers were checked for, in the order of the alphabet: mostly one set a question',
    answers UInt64 COMMENT 'Answers that were checked for these and no others',
    missed Array(UInt64) COMMENT 'Of each of points, answers that do not cover it',
    people AggregateFunction(uniqCombined64, UInt64) COMMENT 'Candidates who gave these answers: read with uniqCombined64Merge(people)'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one tenant and version, all questions or one.
ORDER BY (tenant_id, scorer_version, first_attempts_only, question_id, points)
-- index_granularity: a row holds up to a tenth of a megabyte of people, so few of them are read for nothing.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 8, auto_statistics_types = ''
COMMENT 'Answers by question and the key points that they were checked for, over all days'
