-- The newest rejects of a selection. They are found by the narrow columns first: the bytes of all others stay unread.
WITH
    newest AS (
        SELECT reject_id, tenant_id, event_id
        FROM rejected_answers
        WHERE {selection}
        ORDER BY rejected_at DESC, reject_id DESC
        LIMIT {limit:UInt32}
    ),
    scored AS (
        -- The answer that a conflicting one came after was scored before: the first score of an id counts.
        SELECT tenant_id, event_id, min(scored_at) AS first_scored, max(inserted_at) AS last_inserted
        FROM answer_scores
        WHERE event_id != '' AND (tenant_id, event_id) IN (SELECT tenant_id, event_id FROM newest)
        GROUP BY tenant_id, event_id
    )
SELECT
    rejected.reject_id AS id,
    toUnixTimestamp64Milli(rejected.rejected_at) AS rejected_ms,
    rejected.stage AS by_stage,
    rejected.reason AS why,
    rejected.tenant_id AS tenant,
    rejected.event_id AS event,
    rejected.topic AS origin_topic,
    rejected.partition AS origin_partition,
    toInt64(rejected.offset) AS origin_offset,
    toUnixTimestamp64Milli(rejected.recorded_at) AS recorded_ms,
    rejected.detail AS what,
    ifNull(toInt64(length(rejected.payload)), toInt64(-1)) AS bytes,
    -- What the sink refused was scored before; it is a row since then if it was inserted after.
    toUInt8(if(rejected.stage = 'sink', scored.last_inserted, scored.first_scored) > rejected.rejected_at) AS scored_since
FROM rejected_answers AS rejected
LEFT JOIN scored ON scored.tenant_id = rejected.tenant_id AND scored.event_id = rejected.event_id
WHERE rejected.reject_id IN (SELECT reject_id FROM newest)
ORDER BY rejected.rejected_at DESC, rejected.reject_id DESC
