-- Rows of answers that are there already, by table: none.
SELECT
    (SELECT count() - uniqExact(tenant_id, answer_id, scorer_version) FROM answer_scores) AS scores,
    (SELECT count() - uniqExact(tenant_id, answer_id, scorer_version) FROM answer_texts) AS texts,
    (SELECT count() - uniqExact(reject_id) FROM rejected_answers) AS rejects
