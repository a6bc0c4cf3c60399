-- How answers to each question did, by day. Counts and sums only: a state that counts people, for nearly each answer, costs more than all of these.
CREATE TABLE IF NOT EXISTS questions_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    cohort LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by cohort read questions_each',
    source LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by source read questions_each',
    answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers',
    passed SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that reach the pass mark',
    overall_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall squared, likewise: for the spread'
)
-- Adds up the sums of one group in the background; a reader adds up the rest with sum().
ENGINE = AggregatingMergeTree
-- As answer_scores, so that one insert there is one part here.
PARTITION BY toYYYYMM(day)
-- Serves a date range of one tenant and version first, as the other rollups; then the question.
ORDER BY (tenant_id, scorer_version, day, question_id, category, company, level, first_attempt)
-- Without it a repeated insert into answer_scores would be dropped there and doubled here.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Answers by day, question, company, level and first attempt';
