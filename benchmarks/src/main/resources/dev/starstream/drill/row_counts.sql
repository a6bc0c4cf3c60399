-- Grows while answers flow.
SELECT (SELECT count() FROM answer_scores), (SELECT count() FROM answer_texts), (SELECT count() FROM rejected_answers)
