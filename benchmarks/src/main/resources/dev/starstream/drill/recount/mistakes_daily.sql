-- Groups in which mistakes_daily and a recount of answer_scores differ: none.
WITH
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt, mistake_id, severity,
            sum(d.answers) AS answers, sum(d.passed) AS passed, uniqMerge(d.people) AS people,
            sum(d.overall_sum) AS overall_sum, sum(d.overall_square_sum) AS overall_square_sum
        FROM mistakes_daily AS d
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt, mistake_id, severity
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, question_id, level, cohort, source, toBool(attempt_no = 1) AS first_attempt, mistake_id, severity,
            count() AS answers, countIf(s.passed) AS passed, uniq(candidate_key) AS people,
            sum(toDecimal64(overall, 9)) AS overall_sum, sum(toDecimal64(overall * overall, 9)) AS overall_square_sum
        FROM answer_scores AS s
        ARRAY JOIN mistake_ids AS mistake_id, mistake_severities AS severity
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt, mistake_id, severity
    )
SELECT
    (SELECT count() FROM (SELECT * FROM rollup EXCEPT SELECT * FROM recount))
    + (SELECT count() FROM (SELECT * FROM recount EXCEPT SELECT * FROM rollup)) AS differences
