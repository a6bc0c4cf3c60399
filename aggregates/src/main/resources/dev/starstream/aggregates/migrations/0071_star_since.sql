-- As answers_since: the parts of STAR that totals lack, in the columns of star_daily.
CREATE OR REPLACE VIEW star_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    answers UInt64 COMMENT 'Answers, with and without the part: the denominator',
    present UInt64 COMMENT 'Answers that tell the part',
    share_sum Decimal(38, 9) COMMENT 'Sum of the share of words that tell the part, each cut to 9 decimals; toFloat64() before dividing',
    people_missing AggregateFunction(uniq, UInt64) COMMENT 'Candidates with an answer that lacks the part: read with uniqMerge(people_missing)'
)
AS SELECT
    tenant_id,
    scorer_version,
    day,
    company,
    category,
    level,
    first_attempt,
    part,
    cohort,
    source,
    answers,
    present,
    share_sum,
    people_missing
FROM star_daily
WHERE (SELECT generation FROM settled) = 0
UNION ALL
SELECT
    tenant_id,
    scorer_version,
    toDate(s.submitted_at) AS day,
    company,
    category,
    level,
    CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
    part,
    cohort,
    source,
    toUInt64(1) AS answers,
    toUInt64(is_present) AS present,
    CAST(toDecimal64(share, 9) AS Decimal(38, 9)) AS share_sum,
    initializeAggregation('uniqStateIf', s.candidate_key, NOT is_present) AS people_missing
FROM counted_answers AS s
ARRAY JOIN
    ['situation', 'task', 'action', 'result', 'learning'] AS part,
    [s.situation_present, s.task_present, s.action_present, s.result_present, s.learning_present] AS is_present,
    [s.situation_share, s.task_share, s.action_share, s.result_share, s.learning_share] AS share
WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
COMMENT 'What star_daily adds up, of the answers since the settlement in force; all of star_daily if there is none'
