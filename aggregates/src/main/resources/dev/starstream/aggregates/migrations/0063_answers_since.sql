-- The answers that totals lack, in those columns of answers_daily that totals have: insights read it in the place of answers_daily beside totals. Where no settlement holds it is all of them, from the rollup.
-- Grouped here: a state that counts people, for each answer, takes longer than all the rest.
CREATE OR REPLACE VIEW answers_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Not told apart here: 1970-01-01',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    cohort LowCardinality(String) COMMENT 'Not told apart here: to filter by cohort read answers_each',
    source LowCardinality(String) COMMENT 'Not told apart here: to filter by source read answers_each',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread',
    metric_answers UInt64 COMMENT 'Answers with any quantity',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    metric_count UInt64 COMMENT 'Quantities, all kinds'
)
AS SELECT
    tenant_id,
    scorer_version,
    toDate('1970-01-01') AS day,
    company,
    category,
    level,
    first_attempt,
    cohort,
    source,
    answers,
    passed,
    people,
    overall_sum,
    overall_square_sum,
    metric_answers,
    outcome_metric_answers,
    metric_count
FROM answers_daily AS d
WHERE (SELECT generation FROM settled) = 0
UNION ALL
SELECT
    tenant_id,
    scorer_version,
    toDate('1970-01-01') AS day,
    company,
    category,
    level,
    CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
    '(all)' AS cohort,
    '(all)' AS source,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqState(s.candidate_key) AS people,
    sum(toDecimal64(s.overall, 9)) AS overall_sum,
    sum(toDecimal64(s.overall * s.overall, 9)) AS overall_square_sum,
    countIf(s.metric_count > 0) AS metric_answers,
    countIf(s.outcome_metric) AS outcome_metric_answers,
    sum(s.metric_count) AS metric_count
FROM counted_answers AS s
WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
GROUP BY tenant_id, scorer_version, company, category, level, first_attempt
COMMENT 'What answers_daily adds up, of the answers since the settlement in force and without their days; all of answers_daily if there is none'
