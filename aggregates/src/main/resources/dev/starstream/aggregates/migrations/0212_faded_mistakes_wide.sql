-- As faded_mistakes_each, out of what is settled of each person: read where neither a company nor a cohort is asked for.
-- A pair within the asked days has its mistakes as they are. Grouped anew are pairs whose attempts differ in company, level and so on, those that the days cut, whose attempts in between
-- only the answers tell, and those answered since. As long as nothing is settled all answers are 'since', and the answer is the same.
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
    -- Pairs of person and question, a number each.
    since AS
    (
        SELECT bitXor(candidate_key, cityHash64(question_id)) AS pair
        FROM answer_scores
        WHERE settled > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
    ),
    -- Whether days can cut a pair: mostly not where they end today.
    (
        SELECT count() > 0
        FROM practice
        WHERE generation = settled
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND whole
            AND last_day >= {from:Date}
            AND (last_day > {to:Date} OR NOT days_in_order)
    ) AS can_cut,
    -- A pair that began before these days has no first attempt in them, unless a later attempt has an earlier time, or the first one came since.
    cut AS
    (
        SELECT bitXor(candidate_key, cityHash64(question_id)) AS pair
        FROM practice
        WHERE generation = if(can_cut, settled, 0)
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND question_id != ''
            AND whole
            AND last_day >= {from:Date}
            AND first_day <= {to:Date}
            AND (first_day < {from:Date} OR last_day > {to:Date})
            AND ((first_attempt = 1 AND last_attempt > 1 AND (first_day >= {from:Date} OR NOT days_in_order)) OR ((last_day > {to:Date} OR NOT days_in_order) AND bitXor(candidate_key, cityHash64(question_id)) IN since))
    )
SELECT
    mistake AS mistake_id,
    count() AS pairs,
    uniqCombined64(candidate_key) AS people,
    sum(bitAnd(at_attempts, 1)) AS first,
    sum(bitShiftRight(at_attempts, 1)) AS last
FROM
(
    SELECT
        candidate_key,
        mistakes AS shown,
        mistakes_shown AS shown_at
    FROM practice
    WHERE generation = settled
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND question_id != ''
        AND whole
        AND first_attempt = 1
        AND last_attempt > 1
        AND last_day >= {from:Date}
        AND first_day >= {from:Date}
        AND last_day <= {to:Date}
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({source:String} = '' OR source = {source:String})
        AND bitXor(candidate_key, cityHash64(question_id)) NOT IN since
    UNION ALL
    SELECT
        candidate_key,
        arrayDistinct(arrayConcat(of_first, of_last)) AS shown,
        arrayMap(mistake -> toUInt8(has(of_first, mistake) + 2 * has(of_last, mistake)), shown) AS shown_at
    FROM
    (
        SELECT
            candidate_key,
            argMin(first_shown, lowest) AS of_first,
            argMax(last_shown, highest) AS of_last
        FROM
        (
            SELECT
                candidate_key,
                cityHash64(question_id) AS asked,
                -- Attempts in order, a number each; of two at once the one with fewer mistakes is the first.
                -- Of a pair that began before these days the last attempt only, which a number 1 that came since is before.
                arrayFilter((mistake, at) -> bitTest(at, first_day < {from:Date}), mistakes, mistakes_shown) AS first_shown,
                arrayFilter((mistake, at) -> bitTest(at, 1), mistakes, mistakes_shown) AS last_shown,
                bitShiftLeft(toUInt128(places[if(first_day < {from:Date}, -1, 1)]), 64) + length(first_shown) AS lowest,
                bitShiftLeft(toUInt128(places[-1]), 64) + length(last_shown) AS highest
            FROM practice
            WHERE generation = settled
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND last_day >= {from:Date}
                AND (first_day >= {from:Date} OR days_in_order)
                AND last_day <= {to:Date}
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({source:String} = '' OR source = {source:String})
                AND (NOT whole OR bitXor(candidate_key, cityHash64(question_id)) IN since)
            UNION ALL
            SELECT
                candidate_key,
                cityHash64(question_id) AS asked,
                arrayConcat(if(empty(mistake_ids), [''], ['', '(any)']), mistake_ids) AS first_shown,
                first_shown AS last_shown,
                bitShiftLeft(toUInt128(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed), 64) + length(first_shown) AS lowest,
                lowest AS highest
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({source:String} = '' OR source = {source:String})
                -- Without pairs that are cut only what came since is read.
                AND inserted_at > fromUnixTimestamp64Milli(toInt64(if(can_cut, 0, settled)), 'UTC')
                AND (inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC') OR bitXor(candidate_key, cityHash64(question_id)) IN cut)
        )
        GROUP BY candidate_key, asked
        HAVING bitShiftRight(min(lowest), 112) = 1 AND bitShiftRight(max(highest), 112) > 1
    )
)
ARRAY JOIN
    shown AS mistake,
    shown_at AS at_attempts
GROUP BY mistake
COMMENT 'Mistakes at first and last attempts of the same people within the answers that are asked for, one row a mistake'
