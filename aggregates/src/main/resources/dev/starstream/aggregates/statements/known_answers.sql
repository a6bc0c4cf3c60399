-- Which of these answers are rows, whichever record brought them.
SELECT DISTINCT answer_id AS id
FROM answer_scores
WHERE answer_id IN {ids:Array(UUID)}
