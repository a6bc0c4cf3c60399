-- Counts answers, mistakes and missing parts anew by day, of every answer that was inserted until the moment, and people by the day on which they had shown the same before.
-- What an answer shows is a number a mistake or part: severity (2 bits), day (16), item (14), level (3), company (26), scope (2), first attempts only (1). Sorted, the numbers of a person have the same of the day before beside them.
INSERT INTO daily_totals (generation, tenant_id, scorer_version, first_attempts_only, kind, scope, day, company, level, item, day_before, severity_rank, answers, people)
WITH
    (
        SELECT (groupUniqArray(toString(tenant_id)), groupUniqArray(toString(scorer_version)), groupUniqArray(toString(company)), groupUniqArrayArray(mistake_ids::Array(String)), groupUniqArray(toString(level)))
        FROM counted_answers
    ) AS names,
    -- None of them is empty, which transform() would refuse.
    arrayPushBack(names.1, '') AS tenants,
    arrayPushBack(names.2, '') AS versions,
    arrayPushBack(names.3, '') AS companies,
    arrayPushBack(names.4, '') AS mistakes,
    arrayPushBack(names.5, '') AS levels,
    ['(all)', 'situation', 'task', 'action', 'result', 'learning'] AS parts
SELECT
    {generation:UInt64},
    tenants[bitShiftRight(platform, 16) + 1],
    versions[bitAnd(platform, 65535) + 1],
    bitTest(key, 61),
    multiIf(item = 0, 'answer', item < 6, 'part', 'mistake'),
    bitAnd(bitShiftRight(key, 59), 3) AS scope,
    toDate(toUInt16(key)),
    if(bitTest(scope, 0), companies[bitAnd(bitShiftRight(key, 33), 0x3FFFFFF) + 1], '(all)'),
    if(bitTest(scope, 1), levels[bitAnd(bitShiftRight(key, 30), 7) + 1], '(all)'),
    if(item < 6, parts[item + 1], mistakes[item - 5]),
    toDate(before),
    rank,
    answers,
    people
FROM
(
    SELECT platform, key, before, bitAnd(bitShiftRight(key, 16), 0x3FFF) AS item, max(bitAnd(told_key, 3)) AS rank, count() AS people, sum(times) AS answers
    FROM
    (
        SELECT
            platform,
            -- Over all, by company, by level and by both; then the same of first attempts. Mistakes by level are not asked for.
            arraySort(arrayConcat(
                arrayMap(x -> bitAnd(x, 0xFFFFFFFF), every),
                arrayMap(x -> bitAnd(x, 0x1FFFFFF8FFFFFFFF) + 0x2000000000000000, every),
                arrayMap(x -> bitAnd(x, 0x7FFFFFFFF) + 0x4000000000000000, told),
                arrayMap(x -> x + 0x6000000000000000, told),
                arrayMap(x -> bitAnd(x, 0xFFFFFFFF) + 0x8000000000000000, firsts),
                arrayMap(x -> bitAnd(x, 0x1FFFFFF8FFFFFFFF) + 0xA000000000000000, firsts),
                arrayMap(x -> bitAnd(x, 0x7FFFFFFFF) + 0xC000000000000000, first_told),
                arrayMap(x -> x + 0xE000000000000000, first_told))) AS sorted,
            arrayPushBack(arrayPopFront(sorted), toUInt64(0)) AS right_of,
            -- The last of those that differ in severity only, which is the worst.
            arrayFilter((x, y) -> bitXor(x, y) > 3, sorted, right_of) AS keys,
            arrayFilter((i, x, y) -> bitXor(x, y) > 3, arrayEnumerate(sorted), sorted, right_of) AS ends,
            arrayMap((x, y) -> if(bitShiftRight(bitXor(x, y), 18) = 0, toUInt16(bitShiftRight(y, 2)), 0), keys, arrayPushFront(arrayPopBack(keys), toUInt64(0))) AS befores,
            arrayMap((i, j) -> i - j, ends, arrayPushFront(arrayPopBack(ends), 0)) AS repeats
        FROM
        (
            SELECT
                platform,
                candidate_key,
                groupArrayArray(items) AS every,
                groupArrayArrayIf(items, first) AS firsts,
                arrayFilter(x -> bitAnd(x, 0xFFFFFFFF) < 0x180000, every) AS told,
                arrayFilter(x -> bitAnd(x, 0xFFFFFFFF) < 0x180000, firsts) AS first_told
            FROM
            (
                SELECT
                    candidate_key,
                    toUInt32(65536 * transform(tenant_id, tenants, range(length(tenants)), 0) + transform(scorer_version, versions, range(length(versions)), 0)) AS platform,
                    attempt_no = 1 AS first,
                    bitShiftLeft(toUInt64(transform(company, companies, range(length(companies)), 0)), 35) + bitShiftLeft(toUInt64(transform(level, levels, range(length(levels)), 0)), 32) + 4 * toUInt32(toUInt16(toDate(submitted_at))) AS base,
                    arrayMap(i -> base + i, arrayConcat(
                        arrayFilter((i, lacks) -> lacks, arrayMap(i -> bitShiftLeft(toUInt32(i), 18), range(6)), [true, NOT situation_present, NOT task_present, NOT action_present, NOT result_present, NOT learning_present]),
                        arrayMap((mistake, severity) -> transform(mistake, mistakes, arrayMap(i -> bitShiftLeft(toUInt32(i), 18), range(6, 6 + length(mistakes))), toUInt32(0)) + transform(severity, ['minor', 'major', 'critical'], [1, 2, 3], 0), mistake_ids, mistake_severities))) AS items
                FROM counted_answers
                WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
                    -- More would run over into the next bits; without a settlement insights read the answers, and are right.
                    AND throwIf(length(tenants) > 65536 OR length(versions) > 65536 OR length(companies) > 67108864 OR length(levels) > 8 OR length(mistakes) > 16378, 'daily_totals numbers at most 65,535 tenants and versions, 67,108,863 companies, 7 levels and 16,377 mistakes') = 0
            )
            GROUP BY platform, candidate_key
        )
    )
    ARRAY JOIN keys AS told_key, befores AS before, repeats AS times
    GROUP BY platform, bitShiftRight(told_key, 2) AS key, before
)
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000, max_block_size = 8192
