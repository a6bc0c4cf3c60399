-- As faded_mistakes_each, of all answers or those for one company and level: of what fading has of all people those who have answered since are taken away as they were then (out of practice)
-- and counted as they are now. With nothing settled, or after an erasure until the next settlement, all answers are 'since'.
CREATE OR REPLACE VIEW faded_mistakes_cell
(
    mistake_id LowCardinality(String) COMMENT 'Mistake; (any) is any mistake at all, and empty are all pairs',
    pairs UInt64 COMMENT 'Pairs of person and question with a first attempt and a later one that show it at the first or the last attempt',
    people UInt64 COMMENT 'People in these pairs',
    first UInt64 COMMENT 'Pairs that show it at the first attempt',
    last UInt64 COMMENT 'Pairs that show it at the last attempt'
)
AS WITH
    assumeNotNull((SELECT max(generation) FROM settlements)) AS settled,
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    -- Of 0 there is no partition, so nothing is read.
    assumeNotNull((SELECT generation FROM settled)) AS read,
    -- What is counted, by number: every pair, any mistake, each mistake that there ever was.
    (
        SELECT arrayConcat(['', '(any)'], arraySort(groupUniqArray(id)))
        FROM
        (
            SELECT toString(item) AS id
            FROM totals
            WHERE generation = settled
                AND tenant_id = {tenant:String}
                AND kind = 'mistake'
                AND NOT first_attempts_only
                AND company = '(all)'
                AND level = '(all)'
                AND category = '(all)'
            UNION ALL
            SELECT toString(arrayJoin(mistake_ids)) AS id
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC') AND tenant_id = {tenant:String}
        )
    ) AS names,
    since AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE read > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
    )
SELECT
    id AS mistake_id,
    toUInt64(sum(all_pairs)) AS pairs,
    toUInt64(sum(all_people)) AS people,
    toUInt64(sum(all_first)) AS first,
    toUInt64(sum(all_last)) AS last
FROM
(
    SELECT
        toString(f.mistake_id) AS id,
        toInt64(f.pairs) AS all_pairs,
        toInt64(f.people) AS all_people,
        toInt64(f.first) AS all_first,
        toInt64(f.last) AS all_last
    FROM fading AS f
    WHERE generation = read
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND company = if({company:String} = '', '(all)', {company:String})
        AND level = if({level:String} = '', '(all)', {level:String})
    UNION ALL
    SELECT
        names[64 * page_no + bit + 1] AS id,
        sum(moment) AS all_pairs,
        toInt64(uniqExactIf(person, moment > 0)) - toInt64(uniqExactIf(person, moment < 0)) AS all_people,
        sumIf(moment, bitTest(shown_first, bit)) AS all_first,
        sumIf(moment, bitTest(shown_last, bit)) AS all_last
    FROM
    (
        SELECT
            any(sign) AS moment,
            person,
            any(page) AS page_no,
            min(first_shown) AS at_first,
            max(last_shown) AS at_last,
            toUInt64(at_first) AS shown_first,
            toUInt64(at_last) AS shown_last,
            bitOr(shown_first, shown_last) AS shown
        FROM
        (
            SELECT
                arrayJoin([1, -1]) AS sign,
                cityHash64(candidate_key, sign) AS person,
                page,
                cityHash64(question_id, page) AS asked,
                -- Attempts in order, a number each: that of the attempt, the time, and what it shows as bits, 64 to a page.
                bitShiftLeft(toUInt128(places[1]), 64) + toUInt64(arraySum((number, at) -> if(bitTest(at, 0) AND intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), arrayMap(id -> transform(id, names, range(length(names)), 0), mistakes) AS numbers, mistakes_shown)) AS first_shown,
                bitShiftLeft(toUInt128(places[-1]), 64) + toUInt64(arraySum((number, at) -> if(bitTest(at, 1) AND intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), numbers, mistakes_shown)) AS last_shown
            FROM practice
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE generation = read
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND candidate_key IN since
            UNION ALL
            SELECT
                1 AS sign,
                cityHash64(candidate_key, sign) AS person,
                page,
                cityHash64(question_id, page) AS asked,
                bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed), 64) + toUInt64(if(page = 0, 1 + 2 * notEmpty(mistake_ids), 0) + arraySum(number -> if(intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), arrayMap(id -> transform(id, names, range(length(names)), 0), mistake_ids))) AS first_shown,
                first_shown AS last_shown
            FROM answer_scores
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
        )
        GROUP BY person, asked
        HAVING bitShiftRight(at_first, 112) = 1 AND bitShiftRight(at_last, 112) > 1
    )
    ARRAY JOIN bitPositionsToArray(shown) AS bit
    GROUP BY page_no, bit
)
GROUP BY id
HAVING pairs > 0
COMMENT 'Mistakes at first and last attempts of the same people within the answers that are asked for, one row a mistake'
