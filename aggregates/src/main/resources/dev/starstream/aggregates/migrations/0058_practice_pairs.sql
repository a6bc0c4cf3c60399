-- What each person did at each question within the answers that are asked for: one row a pair of person and question, or where 'by' splits it one a group.
-- What is settled is read as it is if all of it is asked for. Grouped out of attempts are pairs that a filter or group takes apart, that the asked days cut, and
-- those of people who have answered since; all, if few answers are asked for. As long as nothing is settled all answers are 'since', and the answer is the same.
CREATE OR REPLACE VIEW practice_pairs
(
    named LowCardinality(String) COMMENT 'What the parameter by asks for: category, question, company, level, cohort or source',
    person UInt64 COMMENT 'Pseudonym of the candidate',
    attempts UInt32 COMMENT 'Attempts',
    tries Array(UInt16) COMMENT 'Attempt numbers, in no order',
    first_attempt UInt16 COMMENT 'Lowest attempt number',
    last_attempt UInt16 COMMENT 'Highest attempt number',
    score_at_first Float64 COMMENT 'overall of the first attempt',
    score_at_last Float64 COMMENT 'overall of the last attempt',
    passed_at_first Bool COMMENT 'Whether the first attempt passed',
    passed_at_last Bool COMMENT 'Whether the last attempt passed',
    passed_at UInt16 COMMENT 'Number of the first attempt that passed; 0 if none did',
    gained Float64 COMMENT 'Mean of the later half of the scores less that of the earlier half, as in practice',
    passed_later Bool COMMENT 'Whether an attempt of the later half passed'
)
AS WITH
    assumeNotNull((SELECT max(generation) FROM settlements)) AS settled,
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    -- Of few days, a company or a cohort the answers are read: they are fewer than all pairs, which lie in the order of people.
    ({company:String} != '' OR {cohort:String} != '' OR ({from:Date} != '1970-01-01' AND dateDiff('day', {from:Date}, least({to:Date}, today())) < 62)) AS few,
    -- Of 0 there is no partition, so nothing is read.
    if(few, 0, settled) AS read,
    since AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE read > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
    )
SELECT
    if({by:String} = 'category', category, if({by:String} = 'question', question_id, if({by:String} = 'company', company, if({by:String} = 'level', level, if({by:String} = 'cohort', cohort, source))))) AS named,
    candidate_key AS person,
    attempts,
    arrayMap(place -> toUInt16(bitShiftRight(place, 48)), places) AS tries,
    first_attempt,
    last_attempt,
    score_at_first,
    score_at_last,
    passed_at_first,
    passed_at_last,
    passed_at,
    gained,
    passed_later
FROM practice
WHERE generation = read
    AND tenant_id = {tenant:String}
    AND scorer_version = version
    AND question_id != ''
    AND ({company:String} = '' OR company = {company:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({category:String} = '' OR category = {category:String})
    AND ({cohort:String} = '' OR cohort = {cohort:String})
    AND ({source:String} = '' OR source = {source:String})
    AND whole
    AND ({from:Date} = '1970-01-01' OR first_day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR last_day <= {to:Date})
    AND candidate_key NOT IN since
UNION ALL
SELECT
    toLowCardinality(any(group_of_row)) AS named,
    candidate_key AS person,
    toUInt32(count()) AS attempts,
    groupArray(attempt_no) AS tries,
    min(attempt_no) AS first_attempt,
    max(attempt_no) AS last_attempt,
    reinterpretAsFloat64(toUInt64(min(in_order))) AS score_at_first,
    reinterpretAsFloat64(toUInt64(max(in_order))) AS score_at_last,
    bitTest(min(place), 0) AS passed_at_first,
    bitTest(max(place), 0) AS passed_at_last,
    minIf(attempt_no, has_passed) AS passed_at,
    if(count() = 1, 0, arrayAvg(arraySlice(arraySort((score, at) -> (at, score), groupArray(overall), groupArray(place)) AS scores, -intDiv(count(), 2))) - arrayAvg(arraySlice(scores, 1, intDiv(count(), 2)))) AS gained,
    count() > 1 AND arrayExists(at -> bitTest(at, 0), arraySlice(arraySort(groupArray(place)), -intDiv(count(), 2))) AS passed_later
FROM
(
    SELECT
        if({by:String} = 'category', category, if({by:String} = 'question', question_id, if({by:String} = 'company', company, if({by:String} = 'level', level, if({by:String} = 'cohort', cohort, source))))) AS group_of_row,
        candidate_key,
        cityHash64(group_of_row, question_id) AS asked,
        toUInt16(bitShiftRight(place, 48)) AS attempt_no,
        bitTest(place, 0) AS has_passed,
        place,
        overall,
        -- Of two at once the lower score is the first. One number, for which the bits of a share do: they rise with it.
        bitShiftLeft(toUInt128(place), 64) + reinterpretAsUInt64(overall) AS in_order
    FROM practice
    ARRAY JOIN
        places AS place,
        scores AS overall
    WHERE generation = read
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND question_id != ''
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR source = {source:String})
        AND (
            NOT whole
            OR candidate_key IN since
            OR ({from:Date} != '1970-01-01' AND first_day < {from:Date} AND last_day >= {from:Date})
            OR ({to:Date} != '2149-06-06' AND last_day > {to:Date} AND first_day <= {to:Date}))
        AND ({from:Date} = '1970-01-01' OR toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(place, 281474976710655), 1)), 'UTC')) >= {from:Date})
        AND ({to:Date} = '2149-06-06' OR toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(place, 281474976710655), 1)), 'UTC')) <= {to:Date})
    UNION ALL
    SELECT
        if({by:String} = 'category', category, if({by:String} = 'question', question_id, if({by:String} = 'company', company, if({by:String} = 'level', level, if({by:String} = 'cohort', cohort, source))))) AS group_of_row,
        candidate_key,
        cityHash64(group_of_row, question_id) AS asked,
        attempt_no,
        passed AS has_passed,
        toUInt64(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed) AS place,
        overall,
        bitShiftLeft(toUInt128(place), 64) + reinterpretAsUInt64(overall) AS in_order
    FROM answer_scores
    WHERE (few OR inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC'))
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND question_id != ''
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR source = {source:String})
        AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
)
GROUP BY candidate_key, asked
COMMENT 'What each person did at each question within the answers that are asked for, one row each'
