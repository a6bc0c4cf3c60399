-- Which of these rejects are rows, whichever record brought them.
SELECT DISTINCT reject_id AS id
FROM rejected_answers
WHERE reject_id IN {ids:Array(UUID)}
