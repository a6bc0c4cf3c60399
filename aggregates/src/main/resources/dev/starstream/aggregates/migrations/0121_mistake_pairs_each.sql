-- The answers that are asked for by two mistakes that they show, by one and all of them, out of each answer.
-- They are grouped by question and mistakes, and these sets by mistakes: so pairs are made of few sets of many answers.
CREATE OR REPLACE VIEW mistake_pairs_each
(
    mistake String COMMENT 'The one mistake, lower in the alphabet; empty in rows that count all answers or those with one mistake',
    other String COMMENT 'The other; empty in the row that counts all answers',
    answers UInt64 COMMENT 'Answers that show both; with an empty mistake those that show the other, or all',
    answers_by_question Map(String, UInt64) COMMENT 'Of answers, those to each question; of rows with an empty mistake only',
    people UInt64 COMMENT 'Candidates who show both; 0 in rows with an empty mistake'
)
AS SELECT
    pair.1 AS mistake,
    pair.2 AS other,
    sum(given) AS answers,
    CAST(sumMapIf(questions, givens, mistake = ''), 'Map(String, UInt64)') AS answers_by_question,
    uniqCombined64ArrayIf(who, mistake != '') AS people
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
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
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
COMMENT 'Answers by two mistakes that they show, by one and all of them, of those that are asked for'
