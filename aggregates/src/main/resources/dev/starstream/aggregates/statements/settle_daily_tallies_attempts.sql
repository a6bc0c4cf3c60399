-- Adds up the answers at each attempt anew by day, those inserted until the moment, erased ones too: rows without people and answers, which settle_daily_tallies.sql counts.
INSERT INTO daily_tallies (generation, tenant_id, scorer_version, first_attempts_only, kind, day, bucket, passed, overall_sum, overall_median, outcome_metric_answers, mistakes, words)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    false,
    'attempt',
    toDate(submitted_at) AS day,
    least(attempt_no, 10) AS tried,
    countIf(passed),
    sum(overall),
    quantileBFloat16State(0.5)(overall),
    countIf(outcome_metric),
    sum(length(mistake_ids)),
    sum(word_count)
FROM counted_answers
WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
GROUP BY tenant_id, scorer_version, day, tried
SETTINGS max_threads = 1
