-- Mistakes at the first and the last attempt of each pair of person and question, within the answers that are asked for: read where that is few answers, of a company or a cohort.
CREATE OR REPLACE VIEW faded_mistakes_each
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
    ) AS names
SELECT
    names[64 * page_no + bit + 1] AS mistake_id,
    count() AS pairs,
    uniqExact(candidate_key) AS people,
    countIf(bitTest(shown_first, bit)) AS first,
    countIf(bitTest(shown_last, bit)) AS last
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
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
    )
    GROUP BY candidate_key, asked
    HAVING bitShiftRight(at_first, 112) = 1 AND bitShiftRight(at_last, 112) > 1
)
ARRAY JOIN bitPositionsToArray(shown) AS bit
GROUP BY page_no, bit
COMMENT 'Mistakes at first and last attempts of the same people within the answers that are asked for, one row a mistake'
