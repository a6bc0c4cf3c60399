-- As key_points_each, of some days, where neither a company nor a level, category, cohort or source is asked for: what is settled by day, and the answers since.
-- People are counted as in mistake_pairs_days.
CREATE OR REPLACE VIEW key_points_days
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
    sum(persons) AS people
FROM
(
    SELECT
        toString(any(d.question_id)) AS asked,
        CAST(any(d.points), 'Array(String)') AS points,
        sumIf(d.answers, kind = 'checked') AS checks,
        arrayResize([sumIf(d.answers, kind = 'missed')], length(points)) AS not_covered_of,
        -- Who was never there before has 1970-01-01, which is also the first day if none is asked for.
        toInt64(sum(arraySum((people, day_before) -> if(day_before < greatest({from:Date}, toDate('1970-01-02')), people, 0), answers_before, days_before))) AS persons
    FROM daily_tallies AS d
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND first_attempts_only = {first_attempts_only:UInt8}
        AND kind IN ('checked', 'missed')
        AND day >= {from:Date}
        AND day <= {to:Date}
    GROUP BY cityHash64(d.question_id, d.points)
    UNION ALL
    SELECT
        asked,
        [point],
        sum(given),
        [sum(has(not_covered, point) * given)],
        toInt64(uniqCombined64Array(who)) - toInt64(uniqCombined64Array(who_before))
    FROM
    (
        SELECT
            toString(any(question_id)) AS asked,
            CAST(any(key_points_missed), 'Array(String)') AS not_covered,
            arrayConcat(CAST(any(key_points_hit), 'Array(String)'), not_covered) AS checked,
            countIf(since) AS given,
            groupArray(candidate_key) AS who,
            groupArrayIf(candidate_key, NOT since) AS who_before
        FROM
        (
            SELECT
                question_id,
                key_points_hit,
                key_points_missed,
                candidate_key,
                inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC') AS since
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND toDate(submitted_at) >= {from:Date}
                AND toDate(submitted_at) <= {to:Date}
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                -- Of those who have answered since also what they had answered to the same question before in these days: few, for key points are long to read.
                AND ((SELECT generation FROM settled) = 0 OR candidate_key + cityHash64(question_id) IN
                (
                    SELECT candidate_key + cityHash64(question_id)
                    FROM answer_scores
                    WHERE tenant_id = {tenant:String}
                        AND scorer_version = version
                        AND toDate(submitted_at) >= {from:Date}
                        AND toDate(submitted_at) <= {to:Date}
                        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                        AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
                ))
        )
        GROUP BY cityHash64(question_id, key_points_hit, key_points_missed)
    )
    ARRAY JOIN checked AS point
    GROUP BY asked, point
)
ARRAY JOIN points AS key_point, not_covered_of AS not_covered
GROUP BY asked, key_point
HAVING answers > 0
COMMENT 'Answers by question and key point that they were checked for, of some days'
