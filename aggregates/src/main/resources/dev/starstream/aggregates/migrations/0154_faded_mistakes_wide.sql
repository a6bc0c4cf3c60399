-- As faded_mistakes_each, out of what is settled of each person: read where neither a company nor a cohort is asked for.
-- A pair within the asked days has its mistakes as they are. Whoever has one that ends after these days, one whose attempts differ in company, level and so on, or has answered since,
-- is counted out of the answers. As long as nothing is settled everybody is, and the answer is the same.
CREATE OR REPLACE VIEW faded_mistakes_wide
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
    others AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE settled > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
        UNION ALL
        -- A pair that began before these days has no first attempt in them, unless a later attempt has an earlier time.
        SELECT candidate_key
        FROM practice
        WHERE generation = settled
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND question_id != ''
            AND ({from:Date} = '1970-01-01' OR last_day >= {from:Date})
            AND ({to:Date} = '2149-06-06' OR first_day <= {to:Date})
            AND if(whole, first_attempt = 1 AND last_attempt > 1 AND if(days_in_order, first_day >= {from:Date} AND last_day > {to:Date}, first_day < {from:Date} OR last_day > {to:Date}), true)
    )
SELECT
    id AS mistake_id,
    sum(all_pairs) AS pairs,
    sum(all_people) AS people,
    sum(all_first) AS first,
    sum(all_last) AS last
FROM
(
    SELECT
        mistake AS id,
        toUInt64(count()) AS all_pairs,
        uniqCombined64(candidate_key) AS all_people,
        countIf(bitTest(at_attempts, 0)) AS all_first,
        countIf(bitTest(at_attempts, 1)) AS all_last
    FROM practice
    ARRAY JOIN
        mistakes AS mistake,
        mistakes_shown AS at_attempts
    WHERE generation = settled
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND question_id != ''
        AND whole
        AND first_attempt = 1
        AND last_attempt > 1
        AND ({from:Date} = '1970-01-01' OR (last_day >= {from:Date} AND first_day >= {from:Date}))
        AND ({to:Date} = '2149-06-06' OR last_day <= {to:Date})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({source:String} = '' OR source = {source:String})
        AND identity(candidate_key) NOT IN others
    GROUP BY mistake
    UNION ALL
    SELECT
        names[64 * page_no + bit + 1] AS id,
        toUInt64(count()) AS all_pairs,
        uniqExact(candidate_key) AS all_people,
        countIf(bitTest(shown_first, bit)) AS all_first,
        countIf(bitTest(shown_last, bit)) AS all_last
    FROM
    (
        SELECT
            candidate_key,
            any(page) AS page_no,
            min(in_order) AS at_first,
            max(in_order) AS at_last,
            toUInt64(at_first) AS shown_first,
            toUInt64(at_last) AS shown_last,
            bitOr(shown_first, shown_last) AS shown
        FROM
        (
            SELECT
                candidate_key,
                page,
                cityHash64(question_id, page) AS asked,
                -- Attempts in order, a number each: that of the attempt, the time, and what it shows as bits, 64 to a page.
                bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed), 64) + toUInt64(if(page = 0, 1 + 2 * notEmpty(mistake_ids), 0) + arraySum(number -> if(intDiv(number, 64) = page, bitShiftLeft(toUInt64(1), number % 64), 0), arrayMap(id -> transform(id, names, range(length(names)), 0), mistake_ids))) AS in_order
            FROM answer_scores
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({source:String} = '' OR source = {source:String})
                AND (settled = 0 OR identity(candidate_key) IN others)
        )
        GROUP BY candidate_key, asked
        HAVING bitShiftRight(at_first, 112) = 1 AND bitShiftRight(at_last, 112) > 1
    )
    ARRAY JOIN bitPositionsToArray(shown) AS bit
    GROUP BY page_no, bit
)
GROUP BY id
COMMENT 'Mistakes at first and last attempts of the same people within the answers that are asked for, one row a mistake'
