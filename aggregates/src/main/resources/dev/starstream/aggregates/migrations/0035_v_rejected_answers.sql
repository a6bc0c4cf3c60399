-- Rejected answers without the original bytes: for lists and charts.
CREATE OR REPLACE VIEW v_rejected_answers
(
    tenant_id LowCardinality(String) COMMENT 'Platform; empty if the bytes could not be decoded',
    reject_id UUID COMMENT 'Id of the reject',
    stage LowCardinality(String) COMMENT 'Who rejected it: scoring or sink',
    reason LowCardinality(String) COMMENT 'undecodable, invalid, unknown_question, conflicting_duplicate, unprocessable, not_insertable or other',
    detail String COMMENT 'What, where and what was expected',
    first_problem_field LowCardinality(String) COMMENT 'First field with a broken rule; empty if there is none',
    first_problem_detail String COMMENT 'What is wrong with it; empty if there is none',
    problems UInt64 COMMENT 'Fields with a broken rule',
    event_id String COMMENT 'Id that the publisher gave the submission; empty if the bytes could not be decoded',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate; 0 if the bytes could not be decoded',
    topic LowCardinality(String) COMMENT 'Topic of the original record',
    partition UInt32 COMMENT 'Partition of the original record',
    offset UInt64 COMMENT 'Offset of the original record',
    recorded_at DateTime64(3, 'UTC') COMMENT 'Timestamp of the original record, UTC',
    rejected_at DateTime64(3, 'UTC') COMMENT 'When it was rejected, UTC',
    payload_bytes UInt64 COMMENT 'Size of the original value in bytes; 0 after 30 days'
)
AS SELECT
    tenant_id,
    reject_id,
    stage,
    reason,
    detail,
    problem_fields[1] AS first_problem_field,
    problem_details[1] AS first_problem_detail,
    length(problem_fields) AS problems,
    event_id,
    candidate_key,
    topic,
    partition,
    offset,
    recorded_at,
    rejected_at,
    toUInt64(ifNull(length(payload), 0)) AS payload_bytes
FROM rejected_answers AS r
COMMENT 'One row a rejected record, without what was sent';
