-- How often a candidate has been erased: part of the token of the next row.
SELECT toInt64(count()) AS erasures
FROM erased_candidates
WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
