-- Answers without their text, texts without their answer, and texts that are there twice.
SELECT
    toString(answer_id) AS place,
    multiIf(scores = 0, 'text without its score', texts = 0, 'no text', format('{} texts', toString(texts))) AS detail,
    toInt64(texts) - toInt64(scores) AS surplus,
    toInt64(count() OVER ()) AS total
FROM
(
    SELECT tenant_id, answer_id, scorer_version, sum(is_score) AS scores, sum(is_text) AS texts
    FROM
    (
        SELECT tenant_id, answer_id, scorer_version, 1 AS is_score, 0 AS is_text
        FROM answer_scores
        WHERE toDate(ingested_at) BETWEEN {first_day:Date} AND {last_day:Date} AND ingested_at >= {texts_since:DateTime64(3, 'UTC')}
        UNION ALL
        SELECT tenant_id, answer_id, scorer_version, 0 AS is_score, 1 AS is_text
        FROM answer_texts
        WHERE toDate(ingested_at) BETWEEN {first_day:Date} AND {last_day:Date} AND ingested_at >= {texts_since:DateTime64(3, 'UTC')}
    )
    GROUP BY tenant_id, answer_id, scorer_version
    HAVING scores = 0 OR texts = 0 OR texts > 1
)
ORDER BY place
LIMIT {most:UInt32}
