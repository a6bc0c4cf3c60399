-- Counts the answers to each question anew by day, those inserted until the moment: all, by mistake, which pairs of mistakes are compared with, and by key point that they miss. How many were checked for these settle_daily_tallies.sql counts.
-- What is counted is a number, as there: question (24 bits), mistake or key point (24), day (16).
INSERT INTO daily_tallies (generation, tenant_id, scorer_version, first_attempts_only, kind, day, mistake, question_id, points, answers)
WITH
    (SELECT (groupUniqArray(toString(tenant_id)), groupUniqArray(toString(scorer_version))) FROM tallies WHERE generation = {generation:UInt64}) AS names,
    (SELECT (groupUniqArray(toString(other)), groupUniqArrayArray(mapKeys(answers_by_question))) FROM mistake_pairs WHERE generation = {generation:UInt64} AND mistake = '') AS shown,
    (SELECT groupUniqArrayArray(CAST(points, 'Array(String)')) FROM key_points WHERE generation = {generation:UInt64}) AS checked,
    -- None of them is empty, which transform() would refuse.
    arrayPushBack(names.1, '') AS tenants,
    arrayPushBack(names.2, '') AS versions,
    arrayDistinct(arrayPushFront(shown.1, '')) AS mistakes_made,
    arrayPushBack(shown.2, '') AS questions,
    arrayPushBack(checked, '') AS key_points_checked
SELECT
    {generation:UInt64},
    tenants[bitShiftRight(platform, 16) + 1],
    versions[bitAnd(platform, 65535) + 1],
    first_only,
    if(thing < length(mistakes_made), 'mistake', 'missed') AS counted,
    toDate(toUInt16(key)),
    if(counted = 'mistake', mistakes_made[thing + 1], ''),
    questions[bitShiftRight(key, 40) + 1],
    if(counted = 'mistake', [], [key_points_checked[thing - length(mistakes_made) + 1]]),
    if(first_only, n_first, n)
FROM
(
    SELECT
        platform,
        key,
        bitAnd(bitShiftRight(key, 16), 0xFFFFFF) AS thing,
        count() AS n,
        countIf(first_attempt) AS n_first
    FROM
    (
        SELECT
            toUInt32(65536 * transform(tenant_id, tenants, range(length(tenants)), 0) + transform(scorer_version, versions, range(length(versions)), 0)) AS platform,
            bitShiftLeft(toUInt64(transform(question_id, questions, range(length(questions)), 0)), 40) + toUInt16(toDate(submitted_at)) AS base,
            attempt_no = 1 AS first_attempt,
            arrayMap(number -> base + bitShiftLeft(toUInt64(number), 16), arrayConcat(
                [0],
                arrayMap(one -> transform(one, mistakes_made, range(length(mistakes_made)), 0), mistake_ids),
                arrayMap(point -> transform(point, key_points_checked, range(length(mistakes_made), length(mistakes_made) + length(key_points_checked)), 0), key_points_missed))) AS keys
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
            -- Who is being erased is still here for a moment.
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
            -- More would run over into the next bits; without a settlement insights read the answers, and are right.
            AND throwIf(length(questions) > 16777216 OR length(mistakes_made) + length(key_points_checked) > 16777216, 'daily_tallies numbers at most 16,777,215 questions and as many mistakes and key points') = 0
    )
    ARRAY JOIN keys AS key
    GROUP BY platform, key
)
ARRAY JOIN [false, true] AS first_only
WHERE n_first > 0 OR NOT first_only
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000
