-- The days to recount, with their answers: all that has had an insert since a time, and all after it.
-- A day of which only a rollup is left has 0.
SELECT day, toInt64(sum(answers)) AS answers
FROM
(
    SELECT toDate(submitted_at) AS day, count() AS answers FROM {counted:Identifier} GROUP BY day
    UNION ALL SELECT DISTINCT day, 0 AS answers FROM answers_daily
    UNION ALL SELECT DISTINCT day, 0 AS answers FROM mistakes_daily
    UNION ALL SELECT DISTINCT day, 0 AS answers FROM star_daily
    UNION ALL SELECT DISTINCT day, 0 AS answers FROM questions_daily
)
WHERE day >= toDate({since:DateTime64(3, 'UTC')})
   OR day IN (SELECT toDate(submitted_at) FROM answer_scores WHERE inserted_at >= {since:DateTime64(3, 'UTC')})
GROUP BY day
ORDER BY day
