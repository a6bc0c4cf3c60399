-- As answers_since: the mistakes that totals lack, in columns of mistakes_daily.
CREATE OR REPLACE VIEW mistakes_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Not told apart here: 1970-01-01',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    mistake_id LowCardinality(String) COMMENT 'Mistake',
    severity LowCardinality(String) COMMENT 'critical, major or minor',
    cohort LowCardinality(String) COMMENT 'Not told apart here: to filter by cohort read mistakes_each',
    source LowCardinality(String) COMMENT 'Not told apart here: to filter by source read mistakes_each',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread'
)
AS SELECT
    tenant_id,
    scorer_version,
    toDate('1970-01-01') AS day,
    company,
    category,
    level,
    first_attempt,
    mistake_id,
    severity,
    cohort,
    source,
    answers,
    passed,
    people,
    overall_sum,
    overall_square_sum
FROM mistakes_daily AS d
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
    mistake_id,
    severity,
    '(all)' AS cohort,
    '(all)' AS source,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqState(s.candidate_key) AS people,
    sum(toDecimal64(s.overall, 9)) AS overall_sum,
    sum(toDecimal64(s.overall * s.overall, 9)) AS overall_square_sum
FROM counted_answers AS s
ARRAY JOIN s.mistake_ids AS mistake_id, s.mistake_severities AS severity
WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
GROUP BY tenant_id, scorer_version, company, category, level, first_attempt, mistake_id, severity
COMMENT 'What mistakes_daily adds up, of the answers since the settlement in force and without their days; all of mistakes_daily if there is none'
