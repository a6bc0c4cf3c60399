-- As mistake_pairs_each, of all answers: what is settled and what came since. Where no settlement holds all of them came since.
CREATE OR REPLACE VIEW mistake_pairs_whole
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
    uniqCombined64Merge(who) AS people
FROM
(
    SELECT
        toString(p.mistake) AS mistake,
        toString(p.other) AS other,
        p.answers AS given,
        p.answers_by_question AS asked,
        p.people AS who
    FROM mistake_pairs AS p
    WHERE p.generation = (SELECT generation FROM settled)
        AND p.tenant_id = {tenant:String}
        AND p.scorer_version = version
        AND p.first_attempts_only = {first_attempts_only:UInt8}
    UNION ALL
    SELECT
        pair.1,
        pair.2,
        sum(given),
        CAST(sumMapIf(questions, givens, pair.1 = ''), 'Map(String, UInt64)'),
        uniqCombined64ArrayStateIf(who, pair.1 != '')
    FROM
    (
        SELECT
            arraySort(CAST(any(mistakes), 'Array(String)')) AS made,
            sum(times) AS given,
            groupArray(question) AS questions,
            groupArray(times) AS givens,
            groupArrayArray(persons) AS who
        FROM
        (
            SELECT
                cityHash64(mistake_ids) AS shown,
                toString(any(question_id)) AS question,
                any(mistake_ids) AS mistakes,
                count() AS times,
                groupArray(candidate_key) AS persons
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
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
COMMENT 'Answers by two mistakes that they show, by one and all of them, of all answers'
