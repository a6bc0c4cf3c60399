-- Feeds answers_daily. Every answer counts, also one that is not_an_answer: the mistake tells them apart.
CREATE MATERIALIZED VIEW IF NOT EXISTS answers_daily_mv TO answers_daily AS
SELECT
    tenant_id,
    scorer_version,
    toDate(submitted_at) AS day,
    company,
    category,
    level,
    attempt_no = 1 AS first_attempt,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqState(candidate_key) AS people,
    sum(toDecimal64(overall, 9)) AS overall_sum,
    sum(toDecimal64(overall * overall, 9)) AS overall_square_sum,
    sum(toDecimal64(structure, 9)) AS structure_sum,
    sum(toDecimal64(content, 9)) AS content_sum,
    count(delivery) AS delivery_answers,
    sum(toDecimal64(ifNull(delivery, 0), 9)) AS delivery_sum,
    quantilesBFloat16State(0.1, 0.25, 0.5, 0.75, 0.9)(overall) AS overall_quantiles,
    countIf(s.metric_count > 0) AS metric_answers,
    countIf(outcome_metric) AS outcome_metric_answers,
    sum(s.metric_count) AS metric_count,
    countIf(notEmpty(mistake_ids)) AS mistake_answers,
    sum(length(mistake_ids)) AS mistakes,
    count(company_focus) AS focus_known,
    countIf(ifNull(company_focus, false)) AS focus_met,
    count(level_fit) AS level_known,
    countIf(ifNull(level_fit, false)) AS level_met,
    sum(word_count) AS words
FROM answer_scores AS s
GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt;
