-- Feeds star_daily: each answer counts in all five parts, so answers is the denominator of each.
CREATE MATERIALIZED VIEW IF NOT EXISTS star_daily_mv TO star_daily AS
SELECT
    tenant_id,
    scorer_version,
    toDate(submitted_at) AS day,
    company,
    category,
    level,
    cohort,
    source,
    attempt_no = 1 AS first_attempt,
    part,
    count() AS answers,
    countIf(is_present) AS present,
    sum(toDecimal64(share, 9)) AS share_sum,
    uniqState(candidate_key) AS people,
    uniqStateIf(candidate_key, NOT is_present) AS people_missing
FROM answer_scores
ARRAY JOIN
    ['situation', 'task', 'action', 'result', 'learning'] AS part,
    [situation_present, task_present, action_present, result_present, learning_present] AS is_present,
    [situation_share, task_share, action_share, result_share, learning_share] AS share
GROUP BY tenant_id, scorer_version, day, company, category, level, cohort, source, first_attempt, part;
