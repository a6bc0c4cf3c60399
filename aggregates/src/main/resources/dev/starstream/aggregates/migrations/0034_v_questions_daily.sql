-- questions_daily as plain numbers by day and group, all of which add up over rows. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_questions_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    day Date COMMENT 'Day of submission, UTC',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    overall_sum Float64 COMMENT 'Sum of overall: divide by answers for the mean',
    overall_square_sum Float64 COMMENT 'Sum of overall squared: for the spread'
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
    sum(d.answers) AS answers,
    sum(d.passed) AS passed,
    toFloat64(sum(d.overall_sum)) AS overall_sum,
    toFloat64(sum(d.overall_square_sum)) AS overall_square_sum
FROM questions_daily AS d
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
GROUP BY tenant_id, scorer_version, day, question_id, category, company, level, first_attempt
COMMENT 'Answers by day, question, company, level and first attempt; people by question: v_answers';
