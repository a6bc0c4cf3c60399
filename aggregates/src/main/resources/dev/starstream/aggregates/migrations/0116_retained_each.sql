-- Who of the people that began in the asked days answered how many weeks after, within the answers that are asked for.
CREATE OR REPLACE VIEW retained_each
(
    first_week Date COMMENT 'Monday of the week of the first answer, UTC',
    after UInt16 COMMENT 'Weeks after that week, 0 for itself',
    people Int64 COMMENT 'People with an answer in the week after',
    answers Int64 COMMENT 'Their answers in it'
)
AS SELECT
    first_week,
    intDiv(monday - toUInt16(first_week), 7) AS after,
    countIf(nth_in_week = 1) AS people,
    count() AS answers
FROM
(
    SELECT
        toStartOfWeek(min(submitted_at), 1) AS first_week,
        groupArray(toUInt16(toStartOfWeek(submitted_at, 1))) AS mondays
    FROM answer_scores
    WHERE tenant_id = {tenant:String}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
        AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR source = {source:String})
    GROUP BY candidate_key
    HAVING toDate(min(submitted_at)) >= {from:Date}
)
ARRAY JOIN
    mondays AS monday,
    arrayEnumerateUniq(mondays) AS nth_in_week
WHERE after <= {weeks:UInt8}
GROUP BY first_week, after
COMMENT 'People and answers by the week of the first answer and weeks after it, of the answers that are asked for'
