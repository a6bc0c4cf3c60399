-- How many answers have arrived: rows and distinct answers that are scored, and rejects.
SELECT
  (SELECT count() FROM answer_scores) AS rows,
  (SELECT uniqExact(tenant_id, answer_id) FROM answer_scores) AS answers,
  (SELECT count() FROM rejected_answers) AS rejected
