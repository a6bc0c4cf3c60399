-- As practice_pairs_each, of all answers: what is counted beforehand, less the pairs of those who have answered since as they were, and with them as they are.
-- With nothing settled, or after an erasure until the next settlement, all answers are 'since'.
CREATE OR REPLACE VIEW practice_pairs_whole
(
    named LowCardinality(String) COMMENT 'What the parameter by asks for: category, question, company, level, cohort or source',
    person UInt64 COMMENT 'Pseudonym of the candidate; 0 if people are counted beforehand',
    sign Int8 COMMENT '1 for a pair, -1 for one that was counted beforehand and is no more, 0 for pairs counted beforehand',
    pairs Int64 COMMENT 'Pairs that the row stands for: the sign, or how many were counted beforehand',
    began Bool COMMENT 'Whether there is a first attempt',
    last_attempt UInt16 COMMENT 'Highest attempt number',
    attempts UInt32 COMMENT 'Attempts of a pair',
    ended UInt16 COMMENT 'Number of the first attempt that passed, or else of the last',
    has_passed Bool COMMENT 'Whether an attempt passed',
    held Bool COMMENT 'Whether the later half of the attempts scores no higher than the earlier and none of it passes',
    irregular Array(UInt16) COMMENT 'Attempt numbers if they are not 1, 2 and so on; otherwise empty',
    irregular_answers Array(Int64) COMMENT 'Answers at each of these attempts',
    scores_at_first Float64 COMMENT 'Sum of overall of the first attempts',
    scores_at_last Float64 COMMENT 'Sum of overall of the last attempts',
    gain_squares Float64 COMMENT 'Sum of the squares of last less first',
    improved Int64 COMMENT 'Pairs whose last attempt scores higher than the first',
    passed_at_first Int64 COMMENT 'Pairs whose first attempt passed',
    passed_at_last Int64 COMMENT 'Pairs whose last attempt passed',
    gained Float64 COMMENT 'Sum of what the later half of the attempts scores more than the earlier on average, without the middle one of an odd number',
    gained_squares Float64 COMMENT 'Sum of its squares',
    people_reached Int64 COMMENT 'Of people counted beforehand those whose highest last_attempt within the group, of pairs that began, this is',
    people_reached_all Int64 COMMENT 'Likewise within all groups',
    people_ended_all Int64 COMMENT 'Those whose highest ended within all groups, of pairs that began, this is',
    people_practised Int64 COMMENT 'Those whose highest number of attempts within the group this is',
    people_practised_all Int64 COMMENT 'Likewise within all groups',
    people_held Int64 COMMENT 'Those whose highest number of attempts within the group, of pairs that held, this is',
    people_held_all Int64 COMMENT 'Likewise within all groups'
)
AS WITH
    assumeNotNull((SELECT generation FROM settled)) AS counted,
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    since AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE counted > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(counted), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
    )
SELECT
    named,
    0 AS person,
    0 AS sign,
    pairs,
    began,
    last_attempt,
    attempts,
    ended,
    has_passed,
    held,
    irregular,
    irregular_answers,
    scores_at_first,
    scores_at_last,
    gain_squares,
    improved,
    passed_at_first,
    passed_at_last,
    gained,
    gained_squares,
    people_reached,
    people_reached_all,
    people_ended_all,
    people_practised,
    people_practised_all,
    people_held,
    people_held_all
FROM practice_counts
WHERE generation = counted
    AND tenant_id = {tenant:String}
    AND scorer_version = version
    AND by = {by:String}
UNION ALL
SELECT
    group_name AS named,
    candidate_key AS person,
    sign,
    sign AS pairs,
    bitShiftRight(tried[1], 112) = 1 AS began,
    toUInt16(bitShiftRight(tried[-1], 112)) AS last_attempt,
    length(tried) AS attempts,
    if(has_passed, toUInt16(bitShiftRight(arrayFirst(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), tried), 112)), last_attempt) AS ended,
    arrayExists(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), tried) AS has_passed,
    gain < 1e-9 AND NOT arrayExists(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), arraySlice(tried, -intDiv(length(tried), 2), intDiv(length(tried), 2))) AS held,
    if(arrayMap(at -> toUInt16(bitShiftRight(at, 112)), tried) AS tries = range(toUInt16(1), toUInt16(length(tried) + 1)), [], tries) AS irregular,
    arrayResize(emptyArrayInt64(), length(irregular), toInt64(sign)) AS irregular_answers,
    toInt64(sign) * scores[1] AS scores_at_first,
    toInt64(sign) * scores[-1] AS scores_at_last,
    toInt64(sign) * (scores[-1] - scores[1]) * (scores[-1] - scores[1]) AS gain_squares,
    toInt64(sign) * (scores[-1] > scores[1]) AS improved,
    toInt64(sign) * bitTest(toUInt64(bitShiftRight(tried[1], 64)), 0) AS passed_at_first,
    toInt64(sign) * bitTest(toUInt64(bitShiftRight(tried[-1], 64)), 0) AS passed_at_last,
    toInt64(sign) * gain AS gained,
    toInt64(sign) * gain * gain AS gained_squares,
    0 AS people_reached,
    0 AS people_reached_all,
    0 AS people_ended_all,
    0 AS people_practised,
    0 AS people_practised_all,
    0 AS people_held,
    0 AS people_held_all
FROM
(
    SELECT
        group_name,
        candidate_key,
        sign,
        tried,
        arrayMap(at -> reinterpretAsFloat64(toUInt64(at)), tried) AS scores,
        if(length(tried) = 1, 0, arrayAvg(arraySlice(scores, -intDiv(length(tried), 2))) - arrayAvg(arraySlice(scores, 1, intDiv(length(tried), 2)))) AS gain
    FROM
    (
        SELECT
            any(group_of_row) AS group_name,
            candidate_key,
            arraySort(groupArrayIf(in_order, counted_then)) AS before,
            arraySort(groupArray(in_order)) AS now
        FROM
        (
            SELECT
                question_id AS question,
                {by:Identifier} AS group_of_row,
                candidate_key,
                cityHash64(group_of_row) + 3 * cityHash64(question) AS asked,
                true AS counted_then,
                -- Of two at once the lower score is the first. One number, for which the bits of a share do: they rise with it.
                bitShiftLeft(toUInt128(place), 64) + reinterpretAsUInt64(overall) AS in_order
            FROM practice
            ARRAY JOIN
                places AS place,
                scores AS overall
            WHERE generation = counted
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND candidate_key IN since
            UNION ALL
            SELECT
                question_id AS question,
                {by:Identifier} AS group_of_row,
                candidate_key,
                cityHash64(group_of_row) + 3 * cityHash64(question) AS asked,
                false AS counted_then,
                bitShiftLeft(toUInt128(toUInt64(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed)), 64) + reinterpretAsUInt64(overall) AS in_order
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(counted), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
        )
        GROUP BY candidate_key, asked
    )
    ARRAY JOIN
        [before, now] AS tried,
        [-1, 1] AS sign
    WHERE notEmpty(tried)
)
COMMENT 'What each person did at each question: groups of pairs that were counted beforehand, and one row each of what has changed'
