-- Five rows for each answer, one for each part of STAR. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_star_parts
(
    tenant_id LowCardinality(String) COMMENT 'Platform that the answer belongs to',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    answer_id UUID COMMENT 'Id of the answer',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate: count people by it',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether it is the first attempt at this question',
    submitted_at DateTime64(3, 'UTC') COMMENT 'When the candidate submitted it, UTC',
    day Date COMMENT 'Day of submitted_at, UTC',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    present Bool COMMENT 'Whether the answer tells the part',
    share Float64 COMMENT 'Share of the words that tell the part, 0 to 1'
)
AS SELECT
    tenant_id,
    scorer_version,
    answer_id,
    candidate_key,
    cohort,
    source,
    question_id,
    category,
    company,
    level,
    CAST(attempt_no = 1 AS Bool) AS first_attempt,
    submitted_at,
    toDate(submitted_at) AS day,
    part,
    present,
    share
FROM answer_scores
ARRAY JOIN
    ['situation', 'task', 'action', 'result', 'learning'] AS part,
    [situation_present, task_present, action_present, result_present, learning_present] AS present,
    [situation_share, task_share, action_share, result_share, learning_share] AS share
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
COMMENT 'One row an answer and part of STAR, told or not: filter by one part';
