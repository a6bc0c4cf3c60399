-- One row for each answer and key point of its question. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_key_points
(
    tenant_id LowCardinality(String) COMMENT 'Platform that the answer belongs to',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    answer_id UUID COMMENT 'Id of the answer',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate: count people by it',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    question_id LowCardinality(String) COMMENT 'Question',
    category LowCardinality(String) COMMENT 'Category of the question',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether it is the first attempt at this question',
    submitted_at DateTime64(3, 'UTC') COMMENT 'When the candidate submitted it, UTC',
    day Date COMMENT 'Day of submitted_at, UTC',
    key_point LowCardinality(String) COMMENT 'Key point of the question',
    covered Bool COMMENT 'Whether the answer covers it'
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
    key_point,
    CAST(place <= length(key_points_hit) AS Bool) AS covered
FROM answer_scores
ARRAY JOIN
    arrayConcat(key_points_hit, key_points_missed) AS key_point,
    arrayEnumerate(arrayConcat(key_points_hit, key_points_missed)) AS place
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
COMMENT 'One row an answer and key point of its question, covered or not';
