-- attempts_daily with its states read: plain numbers by day and group. Counts and sums add up over rows; people and quantiles do not. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_attempts_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    day Date COMMENT 'Day of submission, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    attempt_no UInt8 COMMENT 'Attempt at the question; 10 stands for 10 and more',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'Candidates in this row; do not add up over rows',
    overall_sum Float64 COMMENT 'Sum of overall: divide by answers for the mean',
    overall_square_sum Float64 COMMENT 'Sum of overall squared: for the spread',
    structure_sum Float64 COMMENT 'Sum of structure: divide by answers for the mean',
    content_sum Float64 COMMENT 'Sum of content: divide by answers for the mean',
    overall_p50 Float64 COMMENT 'Half of the answers in this row score below; do not add up or average over rows',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes UInt64 COMMENT 'Mistakes, each once an answer',
    words UInt64 COMMENT 'Words'
)
AS SELECT
    tenant_id,
    scorer_version,
    day,
    company,
    category,
    level,
    attempt_no,
    sum(d.answers) AS answers,
    sum(d.passed) AS passed,
    uniqMerge(d.people) AS people,
    toFloat64(sum(d.overall_sum)) AS overall_sum,
    toFloat64(sum(d.overall_square_sum)) AS overall_square_sum,
    toFloat64(sum(d.structure_sum)) AS structure_sum,
    toFloat64(sum(d.content_sum)) AS content_sum,
    quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(d.overall_quantiles)[3] AS overall_p50,
    sum(d.outcome_metric_answers) AS outcome_metric_answers,
    sum(d.mistakes) AS mistakes,
    sum(d.words) AS words
FROM attempts_daily AS d
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
GROUP BY tenant_id, scorer_version, day, company, category, level, attempt_no
COMMENT 'Answers by day, group and attempt; people and quantiles do not add up over rows';
