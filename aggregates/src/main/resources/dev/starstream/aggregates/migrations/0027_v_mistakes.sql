-- One row for each mistake of each answer. Rates need v_answers as the denominator: answers without a mistake are not here. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_mistakes
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
    mistake_id LowCardinality(String) COMMENT 'Mistake',
    severity LowCardinality(String) COMMENT 'critical, major or minor',
    overall Float64 COMMENT 'Score of the answer, 0 to 1',
    passed Bool COMMENT 'Whether the answer reaches the pass mark'
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
    mistake_id,
    severity,
    overall,
    passed
FROM answer_scores
ARRAY JOIN mistake_ids AS mistake_id, mistake_severities AS severity
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
COMMENT 'One row an answer and mistake that it has';
