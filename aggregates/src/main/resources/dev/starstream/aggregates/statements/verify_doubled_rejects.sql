-- Rejects that are more than one row.
SELECT toString(reject_id) AS place, format('{} rows', toString(copies)) AS detail, toInt64(copies) AS surplus, toInt64(count() OVER ()) AS total
FROM (SELECT reject_id, count() AS copies FROM rejected_answers GROUP BY reject_id HAVING copies > 1)
ORDER BY place
LIMIT {most:UInt32}
