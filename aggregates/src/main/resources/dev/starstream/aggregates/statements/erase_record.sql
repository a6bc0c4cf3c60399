-- The receipt's figures, without the candidate.
INSERT INTO erasures (erasure_id, tenant_id, recorded_at, swept, answers, texts, rejects, topics_clear_at)
SELECT
    {erasure_id:UUID},
    {tenant:String},
    now64(3, 'UTC'),
    {swept:Bool},
    {answers:UInt64},
    {texts:UInt64},
    {rejects:UInt64},
    if({topics_clear_at:Int64} < 0, NULL, fromUnixTimestamp64Milli({topics_clear_at:Int64}, 'UTC'))
