-- What each person did at each question within the answers that are asked for: one row a pair of person and question, or where 'by' splits it one a group. Right for whatever is asked,
-- and read where that is few answers: of a company, a cohort or few days. practice_pairs_wide and practice_pairs_whole have the same columns and sums.
-- Of what a question does not ask for nothing is grouped, so there are more columns than any of them needs.
CREATE OR REPLACE VIEW practice_pairs_each
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
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version
SELECT
    toLowCardinality(any(group_of_row)) AS named,
    candidate_key AS person,
    1 AS sign,
    1 AS pairs,
    min(attempt_no) = 1 AS began,
    max(attempt_no) AS last_attempt,
    count() AS attempts,
    if(minIf(attempt_no, passed) > 0, minIf(attempt_no, passed), max(attempt_no)) AS ended,
    minIf(attempt_no, passed) > 0 AS has_passed,
    gained < 1e-9 AND NOT arrayExists(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), arraySlice(tried, -intDiv(count(), 2), intDiv(count(), 2))) AS held,
    if(arraySort(groupArray(attempt_no)) AS tries = range(toUInt16(1), toUInt16(count() + 1)), [], tries) AS irregular,
    arrayResize(emptyArrayInt64(), length(irregular), 1) AS irregular_answers,
    reinterpretAsFloat64(toUInt64(min(in_order))) AS scores_at_first,
    reinterpretAsFloat64(toUInt64(max(in_order))) AS scores_at_last,
    (scores_at_last - scores_at_first) * (scores_at_last - scores_at_first) AS gain_squares,
    scores_at_last > scores_at_first AS improved,
    bitTest(toUInt64(bitShiftRight(min(in_order), 64)), 0) AS passed_at_first,
    bitTest(toUInt64(bitShiftRight(max(in_order), 64)), 0) AS passed_at_last,
    -- What is left of adding floats in another order is no gain.
    if(count() = 1, 0, arrayAvg(arraySlice(arrayMap(at -> reinterpretAsFloat64(toUInt64(at)), arraySort(groupArray(in_order)) AS tried) AS scores, -intDiv(count(), 2))) - arrayAvg(arraySlice(scores, 1, intDiv(count(), 2)))) AS gained,
    gained * gained AS gained_squares,
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
        question_id AS question,
        {by:Identifier} AS group_of_row,
        candidate_key,
        -- Each hash by itself is made once a text, of both together once a row.
        cityHash64(group_of_row) + 3 * cityHash64(question) AS asked,
        attempt_no,
        passed,
        -- Of two at once the lower score is the first. One number, for which the bits of a share do: they rise with it.
        bitShiftLeft(toUInt128(toUInt64(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed)), 64) + reinterpretAsUInt64(overall) AS in_order
    FROM answer_scores
    WHERE tenant_id = {tenant:String}
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
