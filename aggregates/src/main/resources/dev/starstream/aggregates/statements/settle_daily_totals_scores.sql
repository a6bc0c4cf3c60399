-- Adds what answers with each mistake, and all answers, scored by day, of every answer that was inserted until the moment: rows of daily_totals without people and answers, which settle_daily_totals.sql counts.
INSERT INTO daily_totals (generation, tenant_id, scorer_version, first_attempts_only, kind, scope, day, company, level, item, day_before, passed, overall_sum, overall_square_sum)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    'mistake',
    0,
    day,
    '(all)',
    '(all)',
    mistake_id,
    day,
    sum(k),
    sum(total),
    sum(squares)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        toDate(submitted_at) AS day,
        attempt_no = 1 AS first_attempt,
        mistake_id,
        countIf(passed) AS k,
        sum(toDecimal64(overall, 9)) AS total,
        sum(toDecimal64(overall * overall, 9)) AS squares
    FROM counted_answers
    ARRAY JOIN arrayPushFront(mistake_ids, '(all)') AS mistake_id
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
    GROUP BY tenant_id, scorer_version, day, first_attempt, mistake_id
)
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_version, first_only, day, mistake_id
SETTINGS max_threads = 1
