-- What the answers add up to over all days, added up beforehand: by company, level and category, and over all of each. People are numbers here, since merging states that count them took most of a question;
-- who has come since is told by profiles.
CREATE TABLE IF NOT EXISTS totals
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    category LowCardinality(String) COMMENT 'Category of the question, empty if it is none of the catalogue; (all) is all of them together',
    kind LowCardinality(String) COMMENT 'What is counted: answer (all), mistake (answers with it), part (of STAR: answers that lack it) or question (answers to it); take one',
    item LowCardinality(String) COMMENT 'Which mistake, part or question, empty if it is none of the catalogue; (all) for answer',
    severity_rank UInt8 COMMENT 'Worst severity of the mistake: 1 minor, 2 major, 3 critical; 0 for other kinds',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'Candidates who gave them, exact below 4,096 and to 0.3 % beyond; 0 for question. Counts of groups cannot be added up',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals so that the order of adding does not matter; toFloat64() before dividing. Not kept of parts',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread',
    metric_answers UInt64 COMMENT 'Answers with any quantity; 0 for kinds other than answer',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work; likewise',
    metric_count UInt64 COMMENT 'Quantities, all kinds; likewise'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one kind by level and category: all companies of these lie together.
ORDER BY (tenant_id, scorer_version, kind, first_attempts_only, level, category, company, item)
-- Small granules: a question reads some thousand rows.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, auto_statistics_types = ''
COMMENT 'Answers, mistakes, STAR parts and questions over all days, by company, level and category and over all of each';
