-- Answers that are in one of the two tables only: none.
WITH
    scored AS (SELECT answer_id FROM answer_scores WHERE tenant_id = {tenant:String}),
    told AS (SELECT answer_id FROM answer_texts WHERE tenant_id = {tenant:String})
SELECT
    (SELECT count() FROM (SELECT * FROM scored EXCEPT SELECT * FROM told))
    + (SELECT count() FROM (SELECT * FROM told EXCEPT SELECT * FROM scored)) AS differences
