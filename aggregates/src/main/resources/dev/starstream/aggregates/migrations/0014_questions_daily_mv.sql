-- Feeds questions_daily.
CREATE MATERIALIZED VIEW IF NOT EXISTS questions_daily_mv TO questions_daily AS
SELECT
    tenant_id,
    scorer_version,
    toDate(submitted_at) AS day,
    question_id,
    category,
    company,
    level,
    attempt_no = 1 AS first_attempt,
    count() AS answers,
    countIf(s.passed) AS passed,
    sum(toDecimal64(overall, 9)) AS overall_sum,
    sum(toDecimal64(overall * overall, 9)) AS overall_square_sum
FROM answer_scores AS s
GROUP BY tenant_id, scorer_version, day, question_id, category, company, level, first_attempt;
