-- The answers that are asked for by question and key point that they were checked for, out of each answer.
-- They are grouped by what they cover and then by what they were checked for, mostly one set a question: so people are counted once an answer and not once a point,
-- and only where a question has several sets their people are put together.
CREATE OR REPLACE VIEW key_points_each
(
    question_id String COMMENT 'Question; empty if it is none of the catalogue',
    key_point String COMMENT 'Key point',
    answers UInt64 COMMENT 'Answers to the question that were checked for it',
    missed UInt64 COMMENT 'Answers that do not cover it',
    people UInt64 COMMENT 'Candidates who gave these answers'
)
AS SELECT
    asked AS question_id,
    key_point,
    sum(checks) AS answers,
    sum(not_covered) AS missed,
    if(any(sets) = 1, any(persons), uniqCombined64ArrayMergeIf(everybody, sets > 1)) AS people
FROM
(
    SELECT
        asked,
        points,
        sum(given) AS checks,
        sumForEach(arrayMap(point -> has(not_covered, point) * given, points)) AS not_covered_of,
        uniqCombined64ArrayState(who) AS everybody,
        finalizeAggregation(everybody) AS persons,
        count() OVER (PARTITION BY asked) AS sets
    FROM
    (
        SELECT
            toString(any(question_id)) AS asked,
            CAST(any(key_points_missed), 'Array(String)') AS not_covered,
            arraySort(arrayConcat(CAST(any(key_points_hit), 'Array(String)'), not_covered)) AS points,
            count() AS given,
            groupArray(candidate_key) AS who
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
        GROUP BY cityHash64(question_id, key_points_hit, key_points_missed)
    )
    GROUP BY asked, points
)
ARRAY JOIN
    points AS key_point,
    not_covered_of AS not_covered
GROUP BY asked, key_point
COMMENT 'Answers by question and key point that they were checked for, of those that are asked for'
