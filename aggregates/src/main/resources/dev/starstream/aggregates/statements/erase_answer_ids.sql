-- The ids that the scoring stage is to forget.
SELECT DISTINCT answer_id
FROM
(
    SELECT answer_id FROM answer_scores WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
    UNION ALL
    SELECT answer_id FROM answer_texts WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
)
