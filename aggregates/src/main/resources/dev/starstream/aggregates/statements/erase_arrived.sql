-- Erased candidates of whom a table has rows all the same. Asked every few seconds, so only of those
-- of whom a topic may still hold answers. An erasure that is under way is left alone, unless it has
-- taken so long that it must have died.
WITH
    erased AS (
        SELECT
            tenant_id,
            candidate_key,
            argMax(erasure_id, erased_at) AS last_erasure_id,
            max(c.erased_at) AS last_erased_at,
            max(c.pseudonym) AS stands_for,
            argMax(tuple(c.topics_clear_at), c.erased_at).1 AS clear_at
        FROM erased_candidates AS c
        WHERE ifNull(c.topics_clear_at > now(), true) AND c.pseudonym != 0
        GROUP BY tenant_id, candidate_key
    ),
    arrived AS (
        SELECT tenant_id, candidate_key FROM answer_scores WHERE candidate_key IN (SELECT candidate_key FROM erased)
        UNION ALL
        SELECT tenant_id, candidate_key FROM answer_texts WHERE candidate_key IN (SELECT candidate_key FROM erased)
        UNION ALL
        SELECT tenant_id, candidate_key FROM rejected_answers WHERE candidate_key IN (SELECT candidate_key FROM erased)
        UNION ALL
        SELECT
            splitByChar('/', ifNull(key, ''))[1],
            starstream_candidate_key(splitByChar('/', ifNull(key, ''))[1], substring(ifNull(key, ''), position(ifNull(key, ''), '/') + 1))
        FROM rejected_answers
        WHERE tenant_id = '' AND position(ifNull(key, ''), '/') > 0
    )
SELECT
    tenant_id AS tenant,
    toString(candidate_key) AS candidate,
    last_erasure_id AS erasure_id,
    toString(stands_for) AS pseudonym,
    toInt64(ifNull(toUnixTimestamp64Milli(clear_at), -1)) AS topics_clear_at
FROM erased
WHERE (tenant_id, candidate_key) IN (SELECT tenant_id, candidate_key FROM arrived)
  AND (last_erasure_id IN (SELECT erasure_id FROM erasures) OR last_erased_at < now64() - INTERVAL 5 MINUTE)
