-- One row an erasure, with what was swept up later.
CREATE OR REPLACE VIEW v_erasures
(
    tenant_id LowCardinality(String) COMMENT 'Platform of the candidate',
    erasure_id UUID COMMENT 'The erasure, as on its receipt',
    completed_at DateTime64(3, 'UTC') COMMENT 'When nothing was left for the first time, UTC',
    answers UInt64 COMMENT 'Scored answers removed, counted by scorer version',
    texts UInt64 COMMENT 'Texts removed',
    rejects UInt64 COMMENT 'Rejected answers that lost their bytes and ids',
    swept_rows UInt64 COMMENT 'Of all these, those that arrived after the erasure',
    topics_clear_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the last answer of the candidate has left Kafka by itself, UTC; NULL if a topic keeps its records for ever'
)
AS SELECT
    e.tenant_id,
    e.erasure_id,
    min(e.recorded_at) AS completed_at,
    sum(e.answers) AS answers,
    sum(e.texts) AS texts,
    sum(e.rejects) AS rejects,
    sumIf(e.answers + e.texts + e.rejects, e.swept) AS swept_rows,
    if(count() = count(e.topics_clear_at), max(e.topics_clear_at), NULL) AS topics_clear_at
FROM erasures AS e
GROUP BY e.tenant_id, e.erasure_id
COMMENT 'One row an erasure, without whose it was';
