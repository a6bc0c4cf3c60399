-- Writes a generation of daily_returns out of every answer that was inserted until the moment, but those that are just being erased.
INSERT INTO daily_returns (generation, tenant_id, scorer_version, source, level, day, day_before, day_of_second, days, answers, score_first)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    source_here,
    level_here,
    toDate(day),
    toDate(before),
    toDate(fromUnixTimestamp64Milli(toInt64(second_at), 'UTC')),
    if(gap <= 0, gap, round(gap * exp10(2 - floor(log10(gap)))) / exp10(2 - floor(log10(gap)))),
    given,
    reinterpretAsFloat64(toUInt64(first_of_day))
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        any(source) AS source_here,
        any(level) AS level_here,
        -- Of two at once the lower score is the first. The bits of a share do: they rise with it.
        arraySort(groupArray(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(submitted_at)), 64) + reinterpretAsUInt64(overall))) AS in_order,
        arrayMap(one -> toUInt64(bitShiftRight(one, 64)), in_order) AS times,
        arrayMap(at -> toUInt16(intDiv(at, 86400000)), times) AS days_of_all,
        arrayFilter((i, nth) -> nth = 1, arrayEnumerate(in_order), arrayEnumerateUniq(days_of_all)) AS firsts,
        arrayMap(i -> days_of_all[i], firsts) AS days_of_firsts
    FROM answer_scores
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    GROUP BY tenant_id, scorer_version, candidate_key, cityHash64(source, level)
)
ARRAY JOIN
    days_of_firsts AS day,
    arrayPushFront(arrayPopBack(days_of_firsts), toUInt16(0)) AS before,
    arrayMap(i -> in_order[i], firsts) AS first_of_day,
    arrayMap(i -> times[i + 1], firsts) AS second_at,
    arrayMap(i -> if(i = length(times), -1, toFloat64(times[i + 1] - times[i]) / 1000 / 86400), firsts) AS gap,
    arrayPopFront(arrayDifference(arrayPushBack(firsts, toUInt32(length(times) + 1)))) AS given
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 700000000
