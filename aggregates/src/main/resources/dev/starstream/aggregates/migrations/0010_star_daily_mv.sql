-- Feeds star_daily: each answer counts in all five parts, so answers is the denominator of each. The answers are grouped once,
-- the five parts made of each group, not of each answer.
CREATE MATERIALIZED VIEW IF NOT EXISTS star_daily_mv TO star_daily AS
SELECT
    tenant_id,
    scorer_version,
    day,
    company,
    category,
    level,
    first_attempt,
    told.1 AS part,
    answers,
    told.2 AS present,
    told.3 AS share_sum,
    told.4 AS people_missing
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        toDate(submitted_at) AS day,
        company,
        category,
        level,
        attempt_no = 1 AS first_attempt,
        count() AS answers,
        [
            ('situation', countIf(situation_present), sum(toDecimal64(situation_share, 9)), uniqStateIf(candidate_key, NOT situation_present)),
            ('task', countIf(task_present), sum(toDecimal64(task_share, 9)), uniqStateIf(candidate_key, NOT task_present)),
            ('action', countIf(action_present), sum(toDecimal64(action_share, 9)), uniqStateIf(candidate_key, NOT action_present)),
            ('result', countIf(result_present), sum(toDecimal64(result_share, 9)), uniqStateIf(candidate_key, NOT result_present)),
            ('learning', countIf(learning_present), sum(toDecimal64(learning_share, 9)), uniqStateIf(candidate_key, NOT learning_present))
        ] AS parts
    FROM answer_scores
    GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt
)
ARRAY JOIN parts AS told;
