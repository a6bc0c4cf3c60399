-- Answers that could not be taken, with all that a replay needs.
CREATE TABLE IF NOT EXISTS rejected_answers
(
    reject_id UUID COMMENT 'UUID version 5 of stage, topic, partition, offset, timestamp and reason',
    stage LowCardinality(String) COMMENT 'Who rejected it: scoring or sink',
    reason LowCardinality(String) COMMENT 'undecodable, invalid, unknown_question, conflicting_duplicate, unprocessable, not_insertable or other',
    detail String COMMENT 'What, where and what was expected; never text of the answer' CODEC(ZSTD),
    problem_fields Array(LowCardinality(String)) COMMENT 'Fields with a broken rule',
    problem_details Array(String) COMMENT 'What is wrong with each of problem_fields' CODEC(ZSTD),
    tenant_id LowCardinality(String) COMMENT 'Platform; empty if the bytes could not be decoded',
    event_id String COMMENT 'Id that the publisher gave the submission; empty if the bytes could not be decoded',
    candidate_key UInt64 COMMENT 'As in answer_scores; 0 if the bytes could not be decoded',
    topic LowCardinality(String) COMMENT 'Topic of the original record',
    partition UInt32 COMMENT 'Partition of the original record',
    offset UInt64 COMMENT 'Offset of the original record',
    recorded_at DateTime64(3, 'UTC') COMMENT 'Timestamp of the original record, UTC',
    rejected_at DateTime64(3, 'UTC') COMMENT 'When it was rejected, UTC' CODEC(Delta, ZSTD),
    -- The original bytes hold what the candidate wrote: they go when texts go, and with them the chance of a replay.
    key Nullable(String) COMMENT 'Key of the original record, byte for byte; gone after 30 days' CODEC(ZSTD) TTL toDateTime(rejected_at) + INTERVAL 30 DAY,
    payload Nullable(String) COMMENT 'Value of the original record, byte for byte; gone after 30 days' CODEC(ZSTD) TTL toDateTime(rejected_at) + INTERVAL 30 DAY,
    header_keys Array(String) COMMENT 'Names of the headers of the original record in order; gone after 30 days' CODEC(ZSTD) TTL toDateTime(rejected_at) + INTERVAL 30 DAY,
    header_values Array(Nullable(String)) COMMENT 'Value of each of header_keys; gone after 30 days' CODEC(ZSTD) TTL toDateTime(rejected_at) + INTERVAL 30 DAY,
    _topic_id UUID COMMENT 'Kafka topic id of the reject record' CODEC(ZSTD),
    _partition UInt32 COMMENT 'Kafka partition of the reject record' CODEC(ZSTD),
    _offset UInt64 COMMENT 'Kafka offset of the reject record' CODEC(Delta, ZSTD),

    -- The sink asks which rejects are here already: the same reject is one row, however often it is written.
    INDEX reject_id_bloom reject_id TYPE bloom_filter(0.001) GRANULARITY 1,
    -- The sink asks on assignment which offsets are here already.
    INDEX offset_minmax _offset TYPE minmax GRANULARITY 1
)
-- Plain MergeTree: rows are inserted once. No constraint: a reject must always find its place.
ENGINE = MergeTree
-- One insert of the sink goes to one month, so it is one part and atomic.
PARTITION BY toYYYYMM(rejected_at)
-- Serves the list by tenant, reason and time, and the replay of one reason since a time.
ORDER BY (tenant_id, reason, rejected_at, reject_id)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Answers that could not be taken, one row a reject';
