-- mistakes_daily with its states read: plain numbers by day and group. Counts and sums add up over rows; people do not. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_mistakes_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    day Date COMMENT 'Day of submission, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    mistake_id LowCardinality(String) COMMENT 'Mistake',
    severity LowCardinality(String) COMMENT 'critical, major or minor',
    answers UInt64 COMMENT 'Answers with this mistake; for a rate divide by answers of v_answers_daily over the same filter',
    passed UInt64 COMMENT 'Of answers, those that reach the pass mark all the same',
    people UInt64 COMMENT 'Candidates in this row who made it; do not add up over rows',
    overall_sum Float64 COMMENT 'Sum of overall over answers: divide for the mean',
    overall_square_sum Float64 COMMENT 'Sum of overall squared: for the spread'
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
    sum(d.answers) AS answers,
    sum(d.passed) AS passed,
    uniqMerge(d.people) AS people,
    toFloat64(sum(d.overall_sum)) AS overall_sum,
    toFloat64(sum(d.overall_square_sum)) AS overall_square_sum
FROM mistakes_daily AS d
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity
COMMENT 'Answers with a mistake, by day and group; divide by answers of v_answers_daily over the same filter';
