-- What the tables hold of a candidate. A reject that could not be decoded tells only by its key whose it is.
SELECT
    (
        SELECT toInt64(count()) FROM answer_scores
        WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
    ) AS answers,
    (
        SELECT toInt64(count()) FROM answer_texts
        WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
    ) AS texts,
    (
        SELECT toInt64(count()) FROM rejected_answers
        WHERE (tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64})
           OR (tenant_id = '' AND startsWith(ifNull(key, ''), concat({tenant:String}, '/'))
               AND starstream_candidate_key({tenant:String}, substring(ifNull(key, ''), length({tenant:String}) + 2)) = {candidate_key:UInt64})
    ) AS rejects
