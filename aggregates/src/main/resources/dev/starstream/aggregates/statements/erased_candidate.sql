-- The random number that stands for an erased candidate; none if they were never erased, or so long
-- ago that it is forgotten.
SELECT toString(c.pseudonym) AS stands_for
FROM erased_candidates AS c
WHERE c.tenant_id = {tenant:String} AND c.candidate_key = {candidate_key:UInt64} AND c.pseudonym != 0
ORDER BY c.erased_at
LIMIT 1
