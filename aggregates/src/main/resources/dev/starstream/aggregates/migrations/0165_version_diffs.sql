-- What two versions of the scorer say of the same answers, counted beforehand over all days, by company and level and over all of each, and by day: by each two of a tenant's versions that have scored the same answers.
-- Filled from answer_scores by a settlement, and read with what came since by version_diff_cell and version_diff_days.
CREATE TABLE IF NOT EXISTS version_diffs
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer of which both rows were inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    version_a LowCardinality(String) COMMENT 'Version of the scorer that is compared with; the same two are here the other way round too',
    version_b LowCardinality(String) COMMENT 'Version of the scorer that is looked at',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    day Date COMMENT 'Day of submission, UTC, with all companies and levels; 1970-01-01 is all days together',
    measure LowCardinality(String) COMMENT 'overall is the score; passed, a part of STAR (situation and so on), outcome_metric and each mistake (mistake and its id) are said of an answer or not',
    answers UInt64 COMMENT 'Answers that both have scored; 0 of measures other than overall',
    a Float64 COMMENT 'Answers of which version_a says it; of overall the sum of its scores',
    b Float64 COMMENT 'The same of version_b',
    rose UInt64 COMMENT 'Answers of which only version_b says it; of overall those that score at least 0.005 more',
    fell UInt64 COMMENT 'Answers of which only version_a says it; of overall those that score at least 0.005 less',
    people AggregateFunction(uniqCombined64, UInt64) COMMENT 'Candidates who gave these answers, nobody of measures other than overall: read with uniqCombined64Merge(people)'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one company and level, or some days, of two versions: all measures of these lie together.
ORDER BY (tenant_id, version_a, version_b, first_attempts_only, company, level, day, measure)
-- Small granules: a question reads some twenty rows.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, auto_statistics_types = ''
COMMENT 'Each two versions of the scorer over the same answers, by measure, company and level over all days, and by measure and day'
