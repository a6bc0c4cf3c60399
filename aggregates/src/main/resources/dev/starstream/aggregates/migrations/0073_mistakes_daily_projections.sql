-- A coarser rollup of mistakes_daily, kept by ClickHouse inside each part (see 0071): all days, without category, question,
-- cohort and source. Serves mistakes by company and what they cost when no day is asked for.
ALTER TABLE mistakes_daily
    ADD PROJECTION IF NOT EXISTS by_company
    (
        SELECT
            tenant_id, scorer_version, company, level, first_attempt, mistake_id,
            max(indexOf(['minor', 'major', 'critical'], severity)), sum(answers), sum(passed), uniqMergeState(people), sum(overall_sum), sum(overall_square_sum)
        GROUP BY tenant_id, scorer_version, company, level, first_attempt, mistake_id
    ),
    MATERIALIZE PROJECTION by_company;
