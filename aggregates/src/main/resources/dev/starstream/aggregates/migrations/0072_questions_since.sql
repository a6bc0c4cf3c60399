-- As answers_since: the answers to questions that totals lack, in the columns of questions_daily.
CREATE OR REPLACE VIEW questions_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread'
)
AS SELECT
    tenant_id,
    scorer_version,
    day,
    question_id,
    category,
    company,
    level,
    first_attempt,
    cohort,
    source,
    answers,
    passed,
    overall_sum,
    overall_square_sum
FROM questions_daily
WHERE (SELECT generation FROM settled) = 0
UNION ALL
SELECT
    tenant_id,
    scorer_version,
    toDate(s.submitted_at) AS day,
    question_id,
    category,
    company,
    level,
    CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
    cohort,
    source,
    toUInt64(1) AS answers,
    toUInt64(s.passed) AS passed,
    CAST(toDecimal64(s.overall, 9) AS Decimal(38, 9)) AS overall_sum,
    CAST(toDecimal64(s.overall * s.overall, 9) AS Decimal(38, 9)) AS overall_square_sum
FROM counted_answers AS s
WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
COMMENT 'What questions_daily adds up, of the answers since the settlement in force; all of questions_daily if there is none'
