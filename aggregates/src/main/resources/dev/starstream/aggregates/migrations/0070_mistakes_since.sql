-- As answers_since: the mistakes that totals lack, in the columns of mistakes_daily.
CREATE OR REPLACE VIEW mistakes_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    mistake_id LowCardinality(String) COMMENT 'Mistake',
    severity LowCardinality(String) COMMENT 'critical, major or minor',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    answers UInt64 COMMENT 'Answers with this mistake',
    passed UInt64 COMMENT 'Of answers, those that reach the pass mark all the same',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates who made it: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall over answers, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread'
)
AS SELECT
    tenant_id,
    scorer_version,
    day,
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
FROM mistakes_daily
WHERE (SELECT generation FROM settled) = 0
UNION ALL
SELECT
    tenant_id,
    scorer_version,
    toDate(s.submitted_at) AS day,
    company,
    category,
    level,
    CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
    mistake_id,
    severity,
    cohort,
    source,
    toUInt64(1) AS answers,
    toUInt64(s.passed) AS passed,
    initializeAggregation('uniqState', s.candidate_key) AS people,
    CAST(toDecimal64(s.overall, 9) AS Decimal(38, 9)) AS overall_sum,
    CAST(toDecimal64(s.overall * s.overall, 9) AS Decimal(38, 9)) AS overall_square_sum
FROM counted_answers AS s
ARRAY JOIN s.mistake_ids AS mistake_id, s.mistake_severities AS severity
WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
COMMENT 'What mistakes_daily adds up, of the answers since the settlement in force; all of mistakes_daily if there is none'
