-- A coarser rollup of attempts_daily, kept by ClickHouse inside each part (see 0071): all days, without category, cohort
-- and source. Serves the score by attempt when no day is asked for.
ALTER TABLE attempts_daily
    ADD PROJECTION IF NOT EXISTS by_attempt
    (
        SELECT
            tenant_id, scorer_version, company, level, attempt_no,
            sum(answers), sum(passed), uniqMergeState(people), sum(overall_sum),
            quantilesBFloat16MergeState(0.1, 0.25, 0.5, 0.75, 0.9)(overall_quantiles),
            sum(outcome_metric_answers), sum(mistakes), sum(words)
        GROUP BY tenant_id, scorer_version, company, level, attempt_no
    ),
    MATERIALIZE PROJECTION by_attempt;
