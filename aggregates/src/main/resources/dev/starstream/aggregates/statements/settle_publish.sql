-- From now on insights read this generation.
INSERT INTO settlements (generation, answers, erased)
SELECT
    {generation:Int64},
    (SELECT count() FROM answer_scores WHERE inserted_at <= fromUnixTimestamp64Milli({generation:Int64}, 'UTC')),
    {erased:UInt64}
