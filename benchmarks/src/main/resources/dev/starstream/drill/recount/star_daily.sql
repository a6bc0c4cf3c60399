-- Groups in which star_daily and a recount of answer_scores differ: none.
WITH
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, cohort, source, first_attempt, part,
            sum(d.answers) AS answers, sum(d.present) AS present, sum(d.share_sum) AS share_sum,
            uniqMerge(d.people) AS people, uniqMerge(d.people_missing) AS people_missing
        FROM star_daily AS d
        GROUP BY tenant_id, scorer_version, day, company, category, level, cohort, source, first_attempt, part
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, cohort, source, toBool(attempt_no = 1) AS first_attempt, part,
            count() AS answers, countIf(is_present) AS present, sum(toDecimal64(share, 9)) AS share_sum,
            uniq(candidate_key) AS people, uniqIf(candidate_key, NOT is_present) AS people_missing
        FROM answer_scores
        ARRAY JOIN
            ['situation', 'task', 'action', 'result', 'learning'] AS part,
            [situation_present, task_present, action_present, result_present, learning_present] AS is_present,
            [situation_share, task_share, action_share, result_share, learning_share] AS share
        GROUP BY tenant_id, scorer_version, day, company, category, level, cohort, source, first_attempt, part
    )
SELECT
    (SELECT count() FROM (SELECT * FROM rollup EXCEPT SELECT * FROM recount))
    + (SELECT count() FROM (SELECT * FROM recount EXCEPT SELECT * FROM rollup)) AS differences
