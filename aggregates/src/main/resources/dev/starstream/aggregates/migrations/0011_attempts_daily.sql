-- How scores move with practice, by day and attempt.
CREATE TABLE IF NOT EXISTS attempts_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    attempt_no UInt8 COMMENT 'Attempt at the question; 10 stands for 10 and more',
    cohort LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by cohort read attempts_each',
    source LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by source read attempts_each',
    answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers',
    passed SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall squared, likewise: for the spread',
    structure_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of structure, likewise',
    content_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of content, likewise',
    overall_quantiles AggregateFunction(quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9), Float64) COMMENT 'Distribution of overall to 0.4 %: read with quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(overall_quantiles)',
    outcome_metric_answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes SimpleAggregateFunction(sum, UInt64) COMMENT 'Mistakes, each once an answer',
    words SimpleAggregateFunction(sum, UInt64) COMMENT 'Words'
)
-- Adds up the sums and states of one group in the background; a reader adds up the rest with sum() and -Merge.
ENGINE = AggregatingMergeTree
-- As answer_scores, so that one insert there is one part here.
PARTITION BY toYYYYMM(day)
-- Serves a date range of one tenant and version first; the dimensions in the order of answers_daily.
ORDER BY (tenant_id, scorer_version, day, company, category, level, attempt_no)
-- Without it a repeated insert into answer_scores would be dropped there and doubled here.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Answers by day, company, category, level and attempt';
