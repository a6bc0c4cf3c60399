-- Which parts of STAR answers tell, by day: five rows a group, one for each part.
CREATE TABLE IF NOT EXISTS star_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    cohort LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by cohort read star_each',
    source LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by source read star_each',
    answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers, with and without the part: the denominator',
    present SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that tell the part',
    share_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of the share of words that tell the part, each cut to 9 decimals; toFloat64() before dividing',
    people_missing AggregateFunction(uniq, UInt64) COMMENT 'Candidates with an answer that lacks the part: read with uniqMerge(people_missing)',

    -- Without day and category: half the time of a question that names neither, taken by itself where it has all the columns.
    PROJECTION all_days
    (
        SELECT
            tenant_id, scorer_version, company, level, first_attempt, part,
            sum(answers), sum(present), uniqMergeState(people_missing)
        GROUP BY tenant_id, scorer_version, company, level, first_attempt, part
    )
)
-- Adds up the sums and states of one group in the background; a reader adds up the rest with sum() and -Merge.
ENGINE = AggregatingMergeTree
-- As answer_scores, so that one insert there is one part here.
PARTITION BY toYYYYMM(day)
-- Serves a date range of one tenant and version first; the dimensions in the order of answers_daily.
ORDER BY (tenant_id, scorer_version, day, company, category, level, first_attempt, part)
-- Without it a repeated insert into answer_scores would be dropped there and doubled here.
-- rebuild: a merge adds rows up, so the projection of the merged part is made anew from its rows; without this ClickHouse refuses it.
SETTINGS non_replicated_deduplication_window = 10000, deduplicate_merge_projection_mode = 'rebuild'
COMMENT 'STAR parts by day, company, category, level and first attempt';
