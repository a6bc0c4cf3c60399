-- Mistakes at the first and the last attempt of each pair of person and question, within the answers that are asked for. With nothing asked for, of what fading has of all people those who have
-- answered since are taken away as they were then (out of practice) and counted as they are now; otherwise, or as long as nothing is settled, everybody is counted now.
CREATE OR REPLACE VIEW faded_mistakes
(
    mistake_id LowCardinality(String) COMMENT 'Mistake; (any) is any mistake at all, and empty are all pairs',
    pairs UInt64 COMMENT 'Pairs of person and question with a first attempt and a later one that show it at the first or the last attempt',
    people UInt64 COMMENT 'People in these pairs',
    first UInt64 COMMENT 'Pairs that show it at the first attempt',
    last UInt64 COMMENT 'Pairs that show it at the last attempt'
)
AS WITH
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    -- Of 0 there is no partition, so nothing is read.
    if({from:Date} = '1970-01-01' AND {to:Date} = '2149-06-06' AND {company:String} = '' AND {level:String} = '' AND {category:String} = '' AND {cohort:String} = '' AND {source:String} = '', assumeNotNull((SELECT generation FROM settled)), 0) AS read,
    assumeNotNull((SELECT max(generation) FROM settlements)) AS counted,
    -- What is counted, by number: every pair, any mistake, each mistake that there ever was. Without a settlement the rollup knows, a moment behind.
    (
        SELECT arrayConcat(['', '(any)'], arraySort(groupUniqArray(id)))
        FROM
        (
            SELECT toString(item) AS id
            FROM totals
            WHERE generation = counted
                AND tenant_id = {tenant:String}
                AND kind = 'mistake'
                AND NOT first_attempts_only
                AND company = '(all)'
                AND level = '(all)'
                AND category = '(all)'
            UNION ALL
            SELECT toString(arrayJoin(mistake_ids)) AS id
            FROM answer_scores
            WHERE counted > 0 AND inserted_at > fromUnixTimestamp64Milli(toInt64(counted), 'UTC') AND tenant_id = {tenant:String}
            UNION ALL
            SELECT toString(mistake_id) AS id
            FROM mistakes_daily AS d
            WHERE counted = 0 AND tenant_id = {tenant:String}
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
    ),
    -- Attempts in order, a number each: that of the attempt, the time, and what it shows as bits, 64 to a page.
    pairs_given AS
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
                bitShiftLeft(toUInt128(places[1]), 64) + toUInt64(if(page = 0, 1 + 2 * notEmpty(mistakes_at_first), 0) + arraySum(number -> if(intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), arrayMap(id -> transform(id, names, range(length(names)), 0), mistakes_at_first))) AS first_shown,
                bitShiftLeft(toUInt128(places[-1]), 64) + toUInt64(if(page = 0, 1 + 2 * notEmpty(mistakes_at_last), 0) + arraySum(number -> if(intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), arrayMap(id -> transform(id, names, range(length(names)), 0), mistakes_at_last))) AS last_shown
            FROM practice
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE generation = read
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
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
            WHERE (read = 0 OR inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC'))
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({cohort:String} = '' OR cohort = {cohort:String})
                AND ({source:String} = '' OR source = {source:String})
        )
        GROUP BY person, asked
        HAVING bitShiftRight(at_first, 112) = 1 AND bitShiftRight(at_last, 112) > 1
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
    UNION ALL
    SELECT
        names[64 * page_no + bit + 1] AS id,
        sum(moment) AS all_pairs,
        toInt64(uniqExactIf(person, moment > 0)) - toInt64(uniqExactIf(person, moment < 0)) AS all_people,
        sumIf(moment, bitTest(shown_first, bit)) AS all_first,
        sumIf(moment, bitTest(shown_last, bit)) AS all_last
    FROM pairs_given
    ARRAY JOIN bitPositionsToArray(shown) AS bit
    GROUP BY page_no, bit
)
GROUP BY id
HAVING pairs > 0
COMMENT 'Mistakes at first and last attempts of the same people within the answers that are asked for, one row a mistake'
