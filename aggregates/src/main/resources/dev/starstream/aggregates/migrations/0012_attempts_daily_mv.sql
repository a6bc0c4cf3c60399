-- Feeds attempts_daily. Attempts from the tenth on are one group: few go there, and a group a number would be noise.
CREATE MATERIALIZED VIEW IF NOT EXISTS attempts_daily_mv TO attempts_daily AS
SELECT
    tenant_id,
    scorer_version,
    toDate(submitted_at) AS day,
    company,
    category,
    level,
    toUInt8(least(s.attempt_no, 10)) AS attempt_no,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqState(candidate_key) AS people,
    sum(toDecimal64(overall, 9)) AS overall_sum,
    sum(toDecimal64(overall * overall, 9)) AS overall_square_sum,
    sum(toDecimal64(structure, 9)) AS structure_sum,
    sum(toDecimal64(content, 9)) AS content_sum,
    quantilesBFloat16State(0.1, 0.25, 0.5, 0.75, 0.9)(overall) AS overall_quantiles,
    countIf(outcome_metric) AS outcome_metric_answers,
    sum(length(mistake_ids)) AS mistakes,
    sum(word_count) AS words
FROM answer_scores AS s
GROUP BY tenant_id, scorer_version, day, company, category, level, attempt_no;
