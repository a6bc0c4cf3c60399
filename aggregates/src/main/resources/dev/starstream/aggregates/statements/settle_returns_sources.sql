-- Counts anew who came back to a source over all days, out of daily_returns, which has to be settled before.
INSERT INTO returns (generation, tenant_id, scorer_version, kind, source, level, days, people, answers, score_first_sum)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    'source',
    source,
    level,
    -- Whose day before is none began on that day; answers of other days are added where nobody counts.
    if(day_before = '1970-01-01', d.days, -1) AS days_between,
    countIf(day_before = '1970-01-01'),
    sum(d.answers),
    sumIf(score_first, day_before = '1970-01-01')
FROM daily_returns AS d
WHERE generation = {generation:UInt64}
GROUP BY tenant_id, scorer_version, source, level, days_between
