-- Coarser rollups of answers_daily, kept by ClickHouse inside each part: what dropped, doubled or erased rows do to the
-- part they do to these, so they need no window, no check and no erasure of their own. A question whose columns they have is
-- answered from them by itself; any other reads the table.
--   by_question: all days, without cohort and source. Companies, questions, categories, levels when no day is asked for.
--   by_day:      companies and levels by day: ranges of days, trend.
--   by_version:  which versions have scored anything of whom and until when, asked by every insight first.
ALTER TABLE answers_daily
    ADD PROJECTION IF NOT EXISTS by_question
    (
        SELECT
            tenant_id, scorer_version, company, question_id, category, level, first_attempt,
            sum(answers), sum(passed), uniqMergeState(people), sum(overall_sum), sum(overall_square_sum),
            sum(metric_answers), sum(outcome_metric_answers), sum(metric_count)
        GROUP BY tenant_id, scorer_version, company, question_id, category, level, first_attempt
    ),
    ADD PROJECTION IF NOT EXISTS by_day
    (
        SELECT
            tenant_id, scorer_version, day, company, level, first_attempt,
            sum(answers), sum(passed), uniqMergeState(people), sum(overall_sum), sum(overall_square_sum),
            sum(metric_answers), sum(outcome_metric_answers), sum(metric_count)
        GROUP BY tenant_id, scorer_version, day, company, level, first_attempt
    ),
    ADD PROJECTION IF NOT EXISTS by_version
    (
        SELECT tenant_id, scorer_version, sum(answers), max(day)
        GROUP BY tenant_id, scorer_version
    ),
    MATERIALIZE PROJECTION by_question,
    MATERIALIZE PROJECTION by_day,
    MATERIALIZE PROJECTION by_version;
