-- Groups in which attempts_daily and a recount of answer_scores differ: none.
WITH
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, cohort, source, toUInt8(d.attempt_no) AS attempt,
            sum(d.answers) AS answers, sum(d.passed) AS passed, uniqMerge(d.people) AS people,
            sum(d.overall_sum) AS overall_sum, sum(d.overall_square_sum) AS overall_square_sum,
            quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(d.overall_quantiles) AS quantiles,
            sum(d.outcome_metric_answers) AS outcome_metric_answers, sum(d.mistakes) AS mistakes, sum(d.words) AS words
        FROM attempts_daily AS d
        GROUP BY tenant_id, scorer_version, day, company, category, level, cohort, source, attempt
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, cohort, source, toUInt8(least(s.attempt_no, 10)) AS attempt,
            count() AS answers, countIf(s.passed) AS passed, uniq(candidate_key) AS people,
            sum(toDecimal64(overall, 9)) AS overall_sum, sum(toDecimal64(overall * overall, 9)) AS overall_square_sum,
            quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9)(overall) AS quantiles,
            countIf(outcome_metric) AS outcome_metric_answers, sum(length(mistake_ids)) AS mistakes, sum(word_count) AS words
        FROM answer_scores AS s
        GROUP BY tenant_id, scorer_version, day, company, category, level, cohort, source, attempt
    )
SELECT
    (SELECT count() FROM (SELECT * FROM rollup EXCEPT SELECT * FROM recount))
    + (SELECT count() FROM (SELECT * FROM recount EXCEPT SELECT * FROM rollup)) AS differences
