-- What the answers of each day add up to, and how many people gave them whom no day since a given one knew: over all, by company, by level and by both.
-- Days cannot be added up to people who came on several of them. So each row says on which day these people were there the last time before: people of some days are those of its rows in these days whose day before is earlier.
CREATE TABLE IF NOT EXISTS daily_totals
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both',
    kind LowCardinality(String) COMMENT 'What is counted: answer (all), mistake (answers with it) or part (of STAR: answers that lack it); take answer and one other at most',
    scope UInt8 COMMENT 'What rows are told apart by: 1 company, 2 level, 3 both, 0 neither; mistakes only 0 and 1. Take one',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    item LowCardinality(String) COMMENT 'Which mistake or part; (all) is all answers',
    day_before Date COMMENT 'The last day before on which the same people had such an answer, 1970-01-01 if they had none',
    people UInt32 COMMENT 'Candidates with such an answer on the day who had the one before on day_before',
    answers UInt32 COMMENT 'Their answers of the day',
    severity_rank UInt8 COMMENT 'Worst severity of the mistake in them: 1 minor, 2 major, 3 critical; 0 for other kinds',
    passed UInt32 COMMENT 'Answers that reach the pass mark: of kind mistake over all companies, also for item (all), in rows without people and answers; else 0',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals, likewise',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves some days of one kind and scope.
ORDER BY (tenant_id, scorer_version, first_attempts_only, kind, scope, day, company, level, item, day_before)
-- Small granules: over all companies a day is some hundred rows.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, auto_statistics_types = ''
COMMENT 'Answers, mistakes and STAR parts by day, and people by the day on which they were there before'
