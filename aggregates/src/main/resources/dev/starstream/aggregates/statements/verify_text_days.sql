-- The days of ingest to compare with their texts: all that has had an insert since a time, and all after it.
SELECT day, toInt64(sum(answers)) AS answers
FROM
(
    SELECT toDate(ingested_at) AS day, count() AS answers FROM answer_scores
    WHERE ingested_at >= {texts_since:DateTime64(3, 'UTC')} GROUP BY day
    UNION ALL
    SELECT DISTINCT toDate(ingested_at) AS day, 0 AS answers FROM answer_texts
    WHERE ingested_at >= {texts_since:DateTime64(3, 'UTC')}
)
WHERE day >= toDate({since:DateTime64(3, 'UTC')})
   OR day IN (SELECT toDate(ingested_at) FROM answer_scores WHERE inserted_at >= {since:DateTime64(3, 'UTC')})
GROUP BY day
ORDER BY day
