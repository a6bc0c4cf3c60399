-- The next rejects of a selection with their bytes, oldest first. They are found by the narrow columns first: the
-- bytes of all others stay unread. Bytes travel in base64, since the driver takes a String for text.
SELECT
    reject_id AS id,
    toUnixTimestamp64Milli(rejected_at) AS rejected_ms,
    stage AS by_stage,
    reason AS why,
    tenant_id AS tenant,
    event_id AS event,
    topic AS origin_topic,
    partition AS origin_partition,
    toInt64(offset) AS origin_offset,
    toUnixTimestamp64Milli(recorded_at) AS recorded_ms,
    detail AS what,
    arrayMap(field -> toString(field), problem_fields) AS fields,
    problem_details AS details,
    key IS NOT NULL AS has_key,
    ifNull(base64Encode(key), '') AS key_base64,
    payload IS NOT NULL AS has_payload,
    ifNull(base64Encode(payload), '') AS payload_base64,
    header_keys AS header_names,
    arrayMap(value -> toUInt8(value IS NOT NULL), header_values) AS header_has_value,
    arrayMap(value -> ifNull(base64Encode(value), ''), header_values) AS header_base64
FROM rejected_answers
PREWHERE reject_id IN (
    SELECT reject_id
    FROM rejected_answers
    WHERE {selection}
        AND rejected_at >= fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC')
        AND (rejected_at, reject_id) > (fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC'), {after_id:UUID})
    ORDER BY rejected_at, reject_id
    LIMIT {limit:UInt32}
)
ORDER BY rejected_at, reject_id
