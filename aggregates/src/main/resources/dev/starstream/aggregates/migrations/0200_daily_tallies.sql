-- What the answers of each day show, for questions of some days: two mistakes at a time, the key points that they were checked for, and the attempt.
-- Days cannot be added up to people who came on several of them. So rows with people say on which days these had such an answer the last time before: people of some days are those of its rows in these days whose day before is earlier.
CREATE TABLE IF NOT EXISTS daily_tallies
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    first_attempts_only Bool COMMENT 'Whether first attempts count only, or every attempt: each answer is in one or both. Attempts are kept of every attempt only',
    kind LowCardinality(String) COMMENT 'What is counted: pair (answers with two mistakes), mistake (answers to a question with it), checked (answers that were checked for key points), missed (answers that miss a key point) or attempt; take one',
    day Date COMMENT 'Day of submitted_at, UTC',
    mistake LowCardinality(String) COMMENT 'Of pair the one mistake, lower in the alphabet; of mistake the mistake, empty for all answers to the question',
    other LowCardinality(String) COMMENT 'Of pair the other mistake',
    question_id LowCardinality(String) COMMENT 'Of mistake, checked and missed the question, empty if it is none of the catalogue',
    points Array(LowCardinality(String)) COMMENT 'Of checked the key points: all of the question, or one if its answers were checked for different ones; of missed the key point',
    bucket UInt8 COMMENT 'Of attempt which one, 10 for all after it',
    days_before Array(Date) COMMENT 'Of pair, checked and attempt: the last days before on which the same people had such an answer, the day itself if they had one earlier that day, 1970-01-01 if they had none',
    answers_before Array(UInt32) COMMENT 'Of answers, those by people with each of days_before. On a day after days_before they are as many people',
    answers UInt32 COMMENT 'Answers of the day, of attempt with the erased ones, in the rows with days_before',
    passed UInt32 COMMENT 'Of attempt answers that reach the pass mark, in the rows without days_before, as all that follows',
    overall_sum Float64 COMMENT 'Sum of overall, likewise',
    overall_median AggregateFunction(quantileBFloat16(0.5), Float64) COMMENT 'Median of overall to 0.4 %, likewise: read with quantileBFloat16Merge(0.5)(overall_median)',
    outcome_metric_answers UInt32 COMMENT 'Answers with a quantity that measures an effect of the work, likewise',
    mistakes UInt32 COMMENT 'Mistakes, each once an answer, likewise',
    words UInt64 COMMENT 'Words, likewise'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves some days of one kind.
ORDER BY (tenant_id, scorer_version, first_attempts_only, kind, day, mistake, other, question_id)
-- Small granules: a day is some hundred rows.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, auto_statistics_types = ''
COMMENT 'Pairs of mistakes, key points and attempts by day, and people by the day on which they were there before'
