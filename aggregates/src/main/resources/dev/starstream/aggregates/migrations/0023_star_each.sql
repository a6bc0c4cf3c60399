-- The columns of star_daily for each answer by itself, and with the question, the cohort and the source that it lacks: insights
-- read it in the place of star_daily when they are asked for these. Nothing is stored and nothing grouped, so filters reach the base table.
CREATE OR REPLACE VIEW star_each
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
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
    toDate(s.submitted_at) AS day,
    company,
    category,
    level,
    CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
    part,
    question_id,
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
COMMENT 'What star_daily adds up, of each answer: also by question, cohort and source';
