-- As retained_each, of all answers or of people who began in the asked days: what is settled in returns, less what people who have answered since had done until then, and what they have done now.
-- Weeks that the last day cuts may be whole here: nobody asks for them.
CREATE OR REPLACE VIEW retained_days
(
    first_week Date COMMENT 'Monday of the week of the first answer, UTC',
    after UInt16 COMMENT 'Weeks after that week, 0 for itself',
    people Int64 COMMENT 'People with an answer in the week after',
    answers Int64 COMMENT 'Their answers in it'
)
AS SELECT
    toMonday(first_day) AS first_week,
    toUInt16(weeks_after) AS after,
    sum(r.people) AS people,
    sum(r.answers) AS answers
FROM
(
    SELECT first_day, weeks_after, people, answers
    FROM returns
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
        AND kind = 'week'
    UNION ALL
    SELECT
        toDate(arrayMin(days)) AS first_day,
        intDiv(monday - toUInt16(toMonday(first_day)), 7) AS weeks_after,
        sumIf(sign, nth_in_week = 1) AS people,
        sum(sign) AS answers
    FROM
    (
        SELECT
            counted.1 AS sign,
            counted.2 AS days,
            arrayMap(day -> toUInt16(toMonday(toDate(day))), days) AS mondays
        FROM
        (
            SELECT [(toInt64(1), groupArray(day)), (toInt64(-1), groupArrayIf(day, NOT fresh))] AS counts
            FROM
            (
                SELECT
                    candidate_key,
                    toUInt16(toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(place, 281474976710655), 1)), 'UTC'))) AS day,
                    false AS fresh
                FROM practice
                ARRAY JOIN places AS place
                WHERE generation = (SELECT generation FROM settled)
                    AND tenant_id = {tenant:String}
                    AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                    AND candidate_key IN
                    (
                        SELECT candidate_key
                        FROM answer_scores
                        WHERE (SELECT generation FROM settled) > 0
                            AND inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
                            AND tenant_id = {tenant:String}
                            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                    )
                UNION ALL
                SELECT candidate_key, toUInt16(toDate(submitted_at)) AS day, true AS fresh
                FROM answer_scores
                WHERE inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
                    AND tenant_id = {tenant:String}
                    AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            )
            GROUP BY candidate_key
        )
        ARRAY JOIN counts AS counted
        WHERE notEmpty(days)
    )
    ARRAY JOIN
        mondays AS monday,
        arrayEnumerateUniq(mondays) AS nth_in_week
    GROUP BY first_day, weeks_after
) AS r
WHERE first_day >= {from:Date} AND weeks_after <= {weeks:UInt8}
GROUP BY first_week, after
COMMENT 'People and answers by the week of the first answer and weeks after it, most of them counted beforehand'
