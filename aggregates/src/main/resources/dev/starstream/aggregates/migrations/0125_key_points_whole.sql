-- As key_points_each, of all answers: what is settled and what came since. Where no settlement holds all of them came since.
CREATE OR REPLACE VIEW key_points_whole
(
    question_id String COMMENT 'Question; empty if it is none of the catalogue',
    key_point String COMMENT 'Key point',
    answers UInt64 COMMENT 'Answers to the question that were checked for it',
    missed UInt64 COMMENT 'Answers that do not cover it',
    people UInt64 COMMENT 'Candidates who gave these answers'
)
AS WITH if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String}) AS version
SELECT
    asked AS question_id,
    key_point,
    sum(checks) AS answers,
    sum(not_covered) AS missed,
    if(any(sets) = 1, any(persons), uniqCombined64MergeIf(everybody, sets > 1)) AS people
FROM
(
    SELECT
        asked,
        points,
        sum(given) AS checks,
        sumForEach(not_covered) AS not_covered_of,
        uniqCombined64MergeState(who) AS everybody,
        finalizeAggregation(everybody) AS persons,
        count() OVER (PARTITION BY asked) AS sets
    FROM
    (
        SELECT
            toString(k.question_id) AS asked,
            CAST(k.points, 'Array(String)') AS points,
            k.answers AS given,
            k.missed AS not_covered,
            k.people AS who
        FROM key_points AS k
        WHERE k.generation = (SELECT generation FROM settled)
            AND k.tenant_id = {tenant:String}
            AND k.scorer_version = version
            AND k.first_attempts_only = {first_attempts_only:UInt8}
        UNION ALL
        SELECT
            asked,
            points,
            sum(given),
            sumForEach(arrayMap(point -> has(not_covered, point) * given, points)),
            uniqCombined64ArrayState(who)
        FROM
        (
            SELECT
                toString(any(question_id)) AS asked,
                CAST(any(key_points_missed), 'Array(String)') AS not_covered,
                arraySort(arrayConcat(CAST(any(key_points_hit), 'Array(String)'), not_covered)) AS points,
                count() AS given,
                groupArray(candidate_key) AS who
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            GROUP BY cityHash64(question_id, key_points_hit, key_points_missed)
        )
        GROUP BY asked, points
    )
    GROUP BY asked, points
)
ARRAY JOIN
    points AS key_point,
    not_covered_of AS not_covered
GROUP BY asked, key_point
COMMENT 'Answers by question and key point that they were checked for, of all answers'
