-- As practice_pairs_each, out of what is settled of each person: read where neither a company nor a cohort is asked for.
-- A pair within the asked days is read as it is. Of one that the days cut, its attempts within them are looked at again, and grouped anew are only pairs whose attempts differ in company,
-- level and so on, and those of people who have answered since. As long as nothing is settled all answers are 'since', and the answer is the same.
CREATE OR REPLACE VIEW practice_pairs_wide
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
    assumeNotNull((SELECT max(generation) FROM settlements)) AS settled,
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    since AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE settled > 0
            AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
    )
SELECT
    group_of_pair AS named,
    candidate_key AS person,
    1 AS sign,
    1 AS pairs,
    first_attempt = 1 AS began,
    last_attempt,
    attempts,
    if(passed_at > 0, passed_at, last_attempt) AS ended,
    passed_at > 0 AS has_passed,
    gained < 1e-9 AND NOT passed_later AS held,
    irregular,
    arrayResize(emptyArrayInt64(), length(irregular), 1) AS irregular_answers,
    score_at_first AS scores_at_first,
    score_at_last AS scores_at_last,
    (score_at_last - score_at_first) * (score_at_last - score_at_first) AS gain_squares,
    score_at_last > score_at_first AS improved,
    passed_at_first,
    passed_at_last,
    gained,
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
        {by:Identifier} AS group_of_pair,
        candidate_key,
        first_attempt,
        last_attempt,
        attempts,
        passed_at,
        passed_later,
        irregular,
        score_at_first,
        score_at_last,
        passed_at_first,
        passed_at_last,
        gained
    FROM practice
    WHERE generation = settled
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND question_id != ''
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({source:String} = '' OR source = {source:String})
        AND whole
        AND ({from:Date} = '1970-01-01' OR (last_day >= {from:Date} AND first_day >= {from:Date}))
        AND ({to:Date} = '2149-06-06' OR last_day <= {to:Date})
        AND identity(candidate_key) NOT IN since
    UNION ALL
    SELECT
        '' AS question,
        group_of_pair,
        candidate_key,
        toUInt16(bitShiftRight(at[1], 48)) AS first_attempt,
        toUInt16(bitShiftRight(at[-1], 48)) AS last_attempt,
        toUInt32(length(at)) AS attempts,
        toUInt16(bitShiftRight(arrayFirst(place -> bitTest(place, 0), at), 48)) AS passed_at,
        arrayExists(place -> bitTest(place, 0), arraySlice(at, -intDiv(attempts, 2), intDiv(attempts, 2))) AS passed_later,
        if(arrayMap(place -> toUInt16(bitShiftRight(place, 48)), at) AS tries = range(toUInt16(1), toUInt16(attempts + 1)), [], tries) AS irregular,
        scored[1] AS score_at_first,
        scored[-1] AS score_at_last,
        bitTest(at[1], 0) AS passed_at_first,
        bitTest(at[-1], 0) AS passed_at_last,
        if(attempts = 1, 0, arrayAvg(arraySlice(scored, -intDiv(attempts, 2))) - arrayAvg(arraySlice(scored, 1, intDiv(attempts, 2)))) AS gained
    FROM
    (
        SELECT
            any(group_of_row) AS group_of_pair,
            candidate_key,
            -- Of two at once the lower score is the first.
            arraySort(groupArrayArray(asked_for)) AS tried,
            tried.1 AS at,
            tried.2 AS scored
        FROM
        (
            SELECT
                question_id AS question,
                {by:Identifier} AS group_of_row,
                candidate_key,
                cityHash64(group_of_row) + 3 * cityHash64(question) AS asked,
                arrayFilter(
                    attempt -> toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(attempt.1, 281474976710655), 1)), 'UTC')) BETWEEN {from:Date} AND {to:Date},
                    arrayZip(places, scores)) AS asked_for
            FROM practice
            WHERE generation = settled
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({source:String} = '' OR source = {source:String})
                AND ({from:Date} = '1970-01-01' OR last_day >= {from:Date})
                AND ({to:Date} = '2149-06-06' OR first_day <= {to:Date})
                AND (NOT whole OR first_day < {from:Date} OR last_day > {to:Date} OR identity(candidate_key) IN since)
            UNION ALL
            SELECT
                question_id AS question,
                {by:Identifier} AS group_of_row,
                candidate_key,
                cityHash64(group_of_row) + 3 * cityHash64(question) AS asked,
                [(toUInt64(bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed), overall)] AS asked_for
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(settled), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND question_id != ''
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({source:String} = '' OR source = {source:String})
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
        )
        GROUP BY candidate_key, asked
        HAVING notEmpty(tried)
    )
)
COMMENT 'What each person did at each question within the answers that are asked for, one row each'
