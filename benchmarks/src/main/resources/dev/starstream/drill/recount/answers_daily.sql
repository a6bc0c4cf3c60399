-- Groups in which answers_daily and a recount of answer_scores differ: none.
WITH
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt,
            sum(d.answers) AS answers, sum(d.passed) AS passed, uniqMerge(d.people) AS people,
            sum(d.overall_sum) AS overall_sum, sum(d.overall_square_sum) AS overall_square_sum,
            sum(d.structure_sum) AS structure_sum, sum(d.content_sum) AS content_sum,
            sum(d.delivery_answers) AS delivery_answers, sum(d.delivery_sum) AS delivery_sum,
            quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(d.overall_quantiles) AS quantiles,
            sum(d.metric_answers) AS metric_answers, sum(d.outcome_metric_answers) AS outcome_metric_answers,
            sum(d.metric_count) AS metric_count, sum(d.mistake_answers) AS mistake_answers, sum(d.mistakes) AS mistakes,
            sum(d.focus_known) AS focus_known, sum(d.focus_met) AS focus_met, sum(d.words) AS words
        FROM answers_daily AS d
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, question_id, level, cohort, source, toBool(attempt_no = 1) AS first_attempt,
            count() AS answers, countIf(s.passed) AS passed, uniq(candidate_key) AS people,
            sum(toDecimal64(overall, 9)) AS overall_sum, sum(toDecimal64(overall * overall, 9)) AS overall_square_sum,
            sum(toDecimal64(structure, 9)) AS structure_sum, sum(toDecimal64(content, 9)) AS content_sum,
            count(delivery) AS delivery_answers, sum(toDecimal64(ifNull(delivery, 0), 9)) AS delivery_sum,
            quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9)(overall) AS quantiles,
            countIf(s.metric_count > 0) AS metric_answers, countIf(outcome_metric) AS outcome_metric_answers,
            sum(s.metric_count) AS metric_count, countIf(notEmpty(mistake_ids)) AS mistake_answers, sum(length(mistake_ids)) AS mistakes,
            count(company_focus) AS focus_known, countIf(ifNull(company_focus, false)) AS focus_met, sum(word_count) AS words
        FROM answer_scores AS s
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, cohort, source, first_attempt
    )
SELECT
    (SELECT count() FROM (SELECT * FROM rollup EXCEPT SELECT * FROM recount))
    + (SELECT count() FROM (SELECT * FROM recount EXCEPT SELECT * FROM rollup)) AS differences
