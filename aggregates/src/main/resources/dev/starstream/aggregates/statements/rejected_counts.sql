-- How many rejects of a selection there are for each reason.
SELECT reason, toInt64(count()) AS rejects
FROM rejected_answers
WHERE {selection}
GROUP BY reason
ORDER BY rejects DESC, reason
