-- As mistake_pairs_each, of some days, where neither a company nor a level, category, cohort or source is asked for: what is settled by day, and the answers since.
-- People are those of daily_tallies and whoever has come since: those who answered since in these days with both mistakes, less who had shown both before in these days. Where no settlement holds, all answers are 'since'.
CREATE OR REPLACE VIEW mistake_pairs_days
(
    mistake String COMMENT 'The one mistake, lower in the alphabet; empty in rows that count all answers or those with one mistake',
    other String COMMENT 'The other; empty in the row that counts all answers',
    answers UInt64 COMMENT 'Answers that show both; with an empty mistake those that show the other, or all',
    answers_by_question Map(String, UInt64) COMMENT 'Of answers, those to each question; of rows with an empty mistake only',
    people UInt64 COMMENT 'Candidates who show both; 0 in rows with an empty mistake'
)
AS WITH if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String}) AS version
SELECT
    mistake,
    other,
    sum(given) AS answers,
    sumMap(asked) AS answers_by_question,
    sum(persons) AS people
FROM
(
    SELECT
        toString(any(if(kind = 'pair', d.mistake, ''))) AS mistake,
        toString(any(if(kind = 'pair', d.other, d.mistake))) AS other,
        sum(d.answers) AS given,
        CAST(sumMapIf([toString(question_id)], [toUInt64(d.answers)], kind = 'mistake'), 'Map(String, UInt64)') AS asked,
        -- Who was never there before has 1970-01-01, which is also the first day if none is asked for.
        toInt64(sum(arraySum((people, day_before) -> if(day_before < greatest({from:Date}, toDate('1970-01-02')), people, 0), answers_before, days_before))) AS persons
    FROM daily_tallies AS d
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND first_attempts_only = {first_attempts_only:UInt8}
        AND kind IN ('pair', 'mistake')
        AND day >= {from:Date}
        AND day <= {to:Date}
    GROUP BY cityHash64(d.mistake) + 3 * cityHash64(d.other)
    UNION ALL
    SELECT
        pair.1,
        pair.2,
        sum(given),
        CAST(sumMapIf(questions, givens, pair.1 = ''), 'Map(String, UInt64)'),
        toInt64(uniqCombined64ArrayIf(who, pair.1 != '')) - toInt64(uniqCombined64ArrayIf(who_before, pair.1 != ''))
    FROM
    (
        SELECT
            arraySort(CAST(any(mistakes), 'Array(String)')) AS made,
            sum(times) AS given,
            groupArray(question) AS questions,
            groupArray(times) AS givens,
            groupArrayArray(persons) AS who,
            groupArrayArray(persons_before) AS who_before
        FROM
        (
            SELECT
                cityHash64(mistake_ids) AS shown,
                toString(any(question_id)) AS question,
                any(mistake_ids) AS mistakes,
                countIf(since) AS times,
                groupArray(candidate_key) AS persons,
                groupArrayIf(candidate_key, NOT since) AS persons_before
            FROM
            (
                SELECT
                    mistake_ids,
                    question_id,
                    candidate_key,
                    inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC') AS since
                FROM answer_scores
                WHERE tenant_id = {tenant:String}
                    AND scorer_version = version
                    AND toDate(submitted_at) >= {from:Date}
                    AND toDate(submitted_at) <= {to:Date}
                    AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                    -- Of those who have answered since also what they had shown before in these days. Looking so many up in indexes would take longer.
                    AND ((SELECT generation FROM settled) = 0 OR identity(candidate_key) IN
                    (
                        SELECT candidate_key
                        FROM answer_scores
                        WHERE tenant_id = {tenant:String}
                            AND scorer_version = version
                            AND toDate(submitted_at) >= {from:Date}
                            AND toDate(submitted_at) <= {to:Date}
                            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                            AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
                    ))
            )
            GROUP BY shown, cityHash64(question_id)
        )
        GROUP BY shown
    )
    ARRAY JOIN arrayConcat(
        [('', '')],
        arrayMap(one -> ('', one), made),
        arrayFlatten(arrayMap((one, place) -> arrayMap(second -> (one, second), arraySlice(made, place + 1)), made, arrayEnumerate(made)))) AS pair
    GROUP BY pair
)
GROUP BY mistake, other
HAVING answers > 0
COMMENT 'Answers by two mistakes that they show, by one and all of them, of some days'
