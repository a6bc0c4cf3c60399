-- From now on the sweep removes what still arrives of this candidate.
INSERT INTO erased_candidates (tenant_id, candidate_key, erasure_id, pseudonym, erased_at, topics_clear_at)
SELECT
    {tenant:String},
    {candidate_key:UInt64},
    {erasure_id:UUID},
    {pseudonym:UInt64},
    fromUnixTimestamp64Milli({erased_at:Int64}, 'UTC'),
    if({topics_clear_at:Int64} < 0, NULL, fromUnixTimestamp64Milli({topics_clear_at:Int64}, 'UTC'))
