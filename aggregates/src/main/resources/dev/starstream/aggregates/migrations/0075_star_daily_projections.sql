-- A coarser rollup of star_daily, kept by ClickHouse inside each part (see 0071): all days, without category, cohort and
-- source. Serves the gaps by company and level when no day is asked for.
ALTER TABLE star_daily
    ADD PROJECTION IF NOT EXISTS by_company
    (
        SELECT
            tenant_id, scorer_version, company, level, first_attempt, part,
            sum(answers), sum(present), uniqMergeState(people_missing)
        GROUP BY tenant_id, scorer_version, company, level, first_attempt, part
    ),
    MATERIALIZE PROJECTION by_company;
