-- Counts anew who came back, of every answer that was inserted until the moment, but those that are just being erased.
INSERT INTO returns (generation, tenant_id, scorer_version, kind, first_day, weeks_after, people, answers)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    'week',
    began,
    intDiv(monday - toUInt16(toMonday(began)), 7) AS after,
    countIf(nth_in_week = 1),
    count()
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        toDate(min(submitted_at)) AS began,
        groupArray(toUInt16(toMonday(submitted_at))) AS mondays
    FROM answer_scores
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    GROUP BY tenant_id, scorer_version, candidate_key
)
ARRAY JOIN
    mondays AS monday,
    arrayEnumerateUniq(mondays) AS nth_in_week
WHERE after <= 52
GROUP BY tenant_id, scorer_version, began, after
SETTINGS max_bytes_before_external_group_by = 700000000
