-- Answers that are more than one row, and records that became several answers.
SELECT toString(answer_id) AS place, format('{} rows of scorer {}', toString(copies), scorer_version) AS detail, toInt64(copies) AS surplus, toInt64(count() OVER ()) AS total
FROM
(
    SELECT tenant_id, answer_id, scorer_version, count() AS copies
    FROM answer_scores
    WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
    GROUP BY tenant_id, answer_id, scorer_version
    HAVING copies > 1
    UNION ALL
    SELECT any(tenant_id), min(answer_id), min(scorer_version), uniqExact(tenant_id, answer_id, scorer_version) AS copies
    FROM answer_scores
    WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
    GROUP BY _topic_id, _partition, _offset
    HAVING copies > 1
)
ORDER BY place
LIMIT {most:UInt32}
