-- Feeds mistakes_daily. A mistake is in mistake_ids once an answer, so count() counts answers.
CREATE MATERIALIZED VIEW IF NOT EXISTS mistakes_daily_mv TO mistakes_daily AS
SELECT
    tenant_id,
    scorer_version,
    toDate(submitted_at) AS day,
    company,
    category,
    level,
    attempt_no = 1 AS first_attempt,
    mistake_id,
    severity,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqState(candidate_key) AS people,
    sum(toDecimal64(overall, 9)) AS overall_sum,
    sum(toDecimal64(overall * overall, 9)) AS overall_square_sum
FROM answer_scores AS s
ARRAY JOIN mistake_ids AS mistake_id, mistake_severities AS severity
GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity;
