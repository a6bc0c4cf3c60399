-- Difficulty and discrimination of each question over all days, added up beforehand: the second goes by each person's other answers, so it took grouping every answer by person and question.
CREATE TABLE IF NOT EXISTS item_analysis
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question',
    answers UInt64 COMMENT 'Answers to it, erased ones too',
    failed UInt64 COMMENT 'Answers below the pass mark',
    people UInt64 COMMENT 'People who gave these answers',
    pairs UInt64 COMMENT 'People, but for erased ones, who also answered another question, of whatever company and level: the sums are over them',
    x Float64 COMMENT 'Sum of x, the share of a person''s answers to this question that passed',
    y Float64 COMMENT 'Sum of y, the mean score of the person''s answers to all others',
    xx Float64 COMMENT 'Sum of x squared',
    yy Float64 COMMENT 'Sum of y squared',
    xy Float64 COMMENT 'Sum of x times y'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves all questions of one tenant and version, by company and level.
ORDER BY (tenant_id, scorer_version, first_attempts_only, company, level, question_id)
-- index_granularity: some dozen rows are read at a time.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, auto_statistics_types = ''
COMMENT 'Difficulty and discrimination of questions over all days, by company and level and over all of each';
