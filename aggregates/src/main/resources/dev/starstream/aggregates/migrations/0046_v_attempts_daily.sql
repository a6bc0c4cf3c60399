-- Answers by day, group and attempt, counted when asked: plain numbers. Counts and sums add up over rows; people and quantiles do not. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
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
    toDate(s.submitted_at) AS day,
    company,
    category,
    level,
    toUInt8(least(s.attempt_no, 10)) AS attempt_no,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniq(s.candidate_key) AS people,
    toFloat64(sum(toDecimal64(s.overall, 9))) AS overall_sum,
    toFloat64(sum(toDecimal64(s.overall * s.overall, 9))) AS overall_square_sum,
    toFloat64(sum(toDecimal64(s.structure, 9))) AS structure_sum,
    toFloat64(sum(toDecimal64(s.content, 9))) AS content_sum,
    quantileBFloat16(0.5)(s.overall) AS overall_p50,
    countIf(s.outcome_metric) AS outcome_metric_answers,
    sum(length(s.mistake_ids)) AS mistakes,
    sum(s.word_count) AS words
FROM counted_answers AS s
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
GROUP BY tenant_id, scorer_version, day, company, category, level, attempt_no
COMMENT 'Answers by day, group and attempt; people and quantiles do not add up over rows';
