-- Counts pairs of mistakes, checked key points and attempts anew by day, of every answer that was inserted until the moment, and people by the day on which they had such an answer before.
-- What an answer shows is a number: first attempts only (1 bit), what (32: kind 2, the two mistakes 15 each, or key points, or attempt), day (16). Sorted, the numbers of a person have the same of before beside them.
-- Names are those of mistake_pairs and key_points, so these are settled earlier.
INSERT INTO daily_tallies (generation, tenant_id, scorer_version, first_attempts_only, kind, day, mistake, other, question_id, points, bucket, days_before, answers_before, answers)
WITH
    (SELECT (groupUniqArray(toString(tenant_id)), groupUniqArray(toString(scorer_version))) FROM tallies WHERE generation = {generation:UInt64}) AS names,
    (SELECT groupUniqArray(toString(other)) FROM mistake_pairs WHERE generation = {generation:UInt64} AND mistake = '') AS shown,
    -- Of each question and set of key points whose people are counted together: those of the set if it is the question's only one, each point if not.
    (
        SELECT (groupArray(key), groupArray(parts))
        FROM
        (
            SELECT
                cityHash64(tenant_id) + 3 * cityHash64(scorer_version) + 5 * cityHash64(question_id) + arraySum(point -> cityHash64(point), points) AS key,
                if(count() OVER (PARTITION BY tenant_id, scorer_version, question_id) = 1, [(asked, points)], arrayMap(point -> (asked, [point]), points)) AS parts
            FROM
            (
                SELECT DISTINCT tenant_id, scorer_version, question_id, toString(question_id) AS asked, CAST(k.points, 'Array(String)') AS points
                FROM key_points AS k
                WHERE generation = {generation:UInt64} AND notEmpty(points)
            )
        )
    ) AS sets,
    -- None of them is empty, which transform() would refuse. In order, so that the lower mistake has the lower number.
    arrayPushBack(names.1, '') AS tenants,
    arrayPushBack(names.2, '') AS versions,
    arraySort(arrayDistinct(arrayPushBack(shown, ''))) AS mistakes_made,
    arrayPushBack(sets.1, toUInt64(0)) AS set_keys,
    arrayPushFront(arrayDistinct(arrayFlatten(sets.2)), ('', [''])) AS checks,
    arrayPushBack(arrayMap(parts -> arrayMap(part -> bitShiftLeft(toUInt64(indexOf(checks, part) - 1), 16) + 0x400000000000, parts), sets.2), CAST([], 'Array(UInt64)')) AS set_items
SELECT
    {generation:UInt64},
    tenants[bitShiftRight(platform, 16) + 1],
    versions[bitAnd(platform, 65535) + 1],
    bitTest(key, 48),
    ['attempt', 'checked', 'pair'][kind_no + 1],
    toDate(toUInt16(key)),
    if(kind_no = 2, mistakes_made[bitAnd(bitShiftRight(key, 31), 0x7FFF) + 1], ''),
    if(kind_no = 2, mistakes_made[bitAnd(bitShiftRight(key, 16), 0x7FFF) + 1], ''),
    if(kind_no = 1, checks[number + 1].1, ''),
    if(kind_no = 1, checks[number + 1].2, []),
    if(kind_no = 0, number, 0),
    CAST(arrayCompact(sorted_befores), 'Array(Date)'),
    arrayMap((i, j) -> i - j, ends, arrayPushFront(arrayPopBack(ends), 0)),
    length(sorted_befores)
FROM
(
    SELECT
        platform,
        key,
        bitAnd(bitShiftRight(key, 46), 3) AS kind_no,
        bitAnd(bitShiftRight(key, 16), 0x3FFFFFFF) AS number,
        arraySort(groupArray(if(bitShiftRight(bitXor(key, left_key), 16) = 0, toUInt16(left_key), 0))) AS sorted_befores,
        arrayFilter((i, x, y) -> x != y OR i = length(sorted_befores), arrayEnumerate(sorted_befores), sorted_befores, arrayPushBack(arrayPopFront(sorted_befores), 0)) AS ends
    FROM
    (
        SELECT platform, candidate_key, arraySort(groupArrayArray(items)) AS sorted, arrayPushFront(arrayPopBack(sorted), toUInt64(0)) AS left_of
        FROM
        (
            SELECT
                candidate_key,
                toUInt32(65536 * transform(tenant_id, tenants, range(length(tenants)), 0) + transform(scorer_version, versions, range(length(versions)), 0)) AS platform,
                toUInt64(toUInt16(toDate(submitted_at))) AS day,
                arraySort(arrayMap(one -> toUInt64(transform(one, mistakes_made, range(length(mistakes_made)), 0)), made)) AS mistake_numbers,
                arrayMap(item -> item + day, arrayConcat(
                    arrayFlatten(arrayMap((one, place) -> arrayMap(second -> 0x800000000000 + bitShiftLeft(one, 31) + bitShiftLeft(second, 16), arraySlice(mistake_numbers, place + 1)), mistake_numbers, arrayEnumerate(mistake_numbers))),
                    set_items[transform(set_key, set_keys, range(1, length(set_keys) + 1), length(set_keys))])) AS told,
                arrayConcat(told, if(attempt_no = 1, arrayMap(item -> item + 0x1000000000000, told), []), [bitShiftLeft(toUInt64(least(attempt_no, 10)), 16) + day]) AS items
            FROM
            (
                SELECT
                    tenant_id, scorer_version, candidate_key, submitted_at, attempt_no, mistake_ids AS made,
                    cityHash64(tenant_id) + 3 * cityHash64(scorer_version) + 5 * cityHash64(question_id) + arraySum(point -> cityHash64(point), key_points_hit) + arraySum(point -> cityHash64(point), key_points_missed) AS set_key
                FROM answer_scores
                WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
                    -- Who is being erased is still here for a moment.
                    AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
                    -- More would run over into the next bits; without a settlement insights read the answers, and are right.
                    AND throwIf(length(tenants) > 65536 OR length(versions) > 65536 OR length(mistakes_made) > 32768 OR length(checks) > 1073741824, 'daily_tallies numbers at most 65,535 tenants and versions and 32,767 mistakes') = 0
                UNION ALL
                -- Of erased answers attempts are counted, as the rollups count.
                SELECT tenant_id, scorer_version, candidate_key, submitted_at, attempt_no, [] AS made, 0 AS set_key
                FROM erased_answers FINAL
            )
        )
        GROUP BY platform, candidate_key
    )
    ARRAY JOIN sorted AS key, left_of AS left_key
    GROUP BY platform, key
)
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000, max_block_size = 8192
