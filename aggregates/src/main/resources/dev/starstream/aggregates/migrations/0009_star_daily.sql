-- Which parts of STAR answers tell, by day: five rows a group, one for each part.
CREATE TABLE IF NOT EXISTS star_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    cohort LowCardinality(String) COMMENT 'Group that the candidates practise with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the events came from; empty if none was given',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers, with and without the part: the denominator',
    present SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that tell the part',
    share_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of the share of words that tell the part, each cut to 9 decimals; toFloat64() before dividing',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    people_missing AggregateFunction(uniq, UInt64) COMMENT 'Candidates with an answer that lacks the part: read with uniqMerge(people_missing)'
)
-- Adds up the sums and states of one group in the background; a reader adds up the rest with sum() and -Merge.
ENGINE = AggregatingMergeTree
-- As answer_scores, so that one insert there is one part here.
PARTITION BY toYYYYMM(day)
-- Serves a date range of one tenant and version first; the dimensions in the order of answers_daily.
ORDER BY (tenant_id, scorer_version, day, company, category, level, cohort, source, first_attempt, part)
-- Without it a repeated insert into answer_scores would be dropped there and doubled here.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'STAR parts by day, company, category, level, cohort, source and first attempt';
