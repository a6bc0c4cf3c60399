-- Difficulty and discrimination of each question within the answers that are asked for, as sums, out of each answer.
CREATE OR REPLACE VIEW analysed_items_each
(
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question',
    answers UInt64 COMMENT 'Answers to it, erased ones too',
    failed UInt64 COMMENT 'Answers below the pass mark',
    people UInt64 COMMENT 'People who gave these answers',
    pairs UInt64 COMMENT 'People, but for erased ones, who also answered another question, of whatever company, level and category: the sums are over them',
    x Float64 COMMENT 'Sum of x, the share of a person''s answers to this question that passed',
    y Float64 COMMENT 'Sum of y, the mean score of the person''s answers to all others',
    xx Float64 COMMENT 'Sum of x squared',
    yy Float64 COMMENT 'Sum of y squared',
    xy Float64 COMMENT 'Sum of x times y'
)
AS WITH
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    -- Whose other answers are wanted.
    asked_for AS
    (
        SELECT candidate_key
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version = version
            AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    ),
    -- What each person did, a row or more a question: how many attempts, those asked for, and those of them that passed are 21 bits each of one number, so that they add up together.
    persons_asked AS
    (
        SELECT
            sum(bitAnd(counts, 2097151)) AS all_tries,
            sum(total) AS all_scored,
            groupArray(asked) AS given,
            groupArray(counts) AS given_counts,
            groupArray(total) AS given_scored,
            if(length(arrayDistinct(given)) = length(given),
                (given, given_counts, given_scored),
                arrayReduce('sumMap', arrayMap(one -> [one], given), arrayMap(one -> [one], given_counts), arrayMap(one -> [one], given_scored))) AS questions
        FROM
        (
            SELECT
                candidate_key AS person,
                cityHash64(question_id) AS asked,
                toUInt64(1 + if(({company:String} = '' OR company = {company:String}) AND ({level:String} = '' OR level = {level:String}) AND ({category:String} = '' OR category = {category:String}), 2097152 + bitShiftLeft(toUInt64(passed), 42), 0)) AS counts,
                overall AS total
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({cohort:String} = '' OR cohort = {cohort:String})
                AND ({source:String} = '' OR source = {source:String})
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                AND (({company:String} = '' AND {level:String} = '' AND {category:String} = '') OR identity(candidate_key) IN asked_for)
        )
        GROUP BY person
    )
SELECT
    max(question) AS question_id,
    max(topic) AS category,
    toUInt64(sum(n)) AS answers,
    toUInt64(sum(k)) AS failed,
    toUInt64(sum(who)) AS people,
    toUInt64(sum(m)) AS pairs,
    sum(sum_x) AS x,
    sum(sum_y) AS y,
    sum(sum_xx) AS xx,
    sum(sum_yy) AS yy,
    sum(sum_xy) AS xy
FROM
(
    SELECT
        cityHash64(any(s.question_id)) AS asked,
        toString(s.question_id) AS question,
        max(toString(s.category)) AS topic,
        toInt64(count()) AS n,
        toInt64(countIf(NOT s.passed)) AS k,
        toInt64(0) AS who,
        toInt64(0) AS m,
        0. AS sum_x,
        0. AS sum_y,
        0. AS sum_xx,
        0. AS sum_yy,
        0. AS sum_xy
    FROM answer_scores AS s
    WHERE tenant_id = {tenant:String}
        AND scorer_version = version
        AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR source = {source:String})
        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
        AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    GROUP BY s.question_id
    UNION ALL
    -- Erased people count, but nobody knows what else they answered.
    SELECT
        cityHash64(any(e.question_id)) AS asked,
        toString(e.question_id) AS question,
        max(toString(e.category)) AS topic,
        toInt64(count()) AS n,
        toInt64(countIf(NOT e.passed)) AS k,
        toInt64(uniqExact(e.candidate_key)) AS who,
        toInt64(0) AS m,
        0. AS sum_x,
        0. AS sum_y,
        0. AS sum_xx,
        0. AS sum_yy,
        0. AS sum_xy
    FROM erased_answers AS e FINAL
    WHERE tenant_id = {tenant:String}
        AND scorer_version = version
        AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR source = {source:String})
        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    GROUP BY e.question_id
    UNION ALL
    SELECT
        asked,
        '' AS question,
        '' AS topic,
        toInt64(0) AS n,
        toInt64(0) AS k,
        toInt64(count()) AS who,
        toInt64(countIf(has_others)) AS m,
        sum(own_x) AS sum_x,
        sum(own_y) AS sum_y,
        sum(own_x * own_x) AS sum_xx,
        sum(own_y * own_y) AS sum_yy,
        sum(own_x * own_y) AS sum_xy
    FROM
    (
        SELECT
            asked,
            bitAnd(bitShiftRight(counts, 21), 2097151) AS tries_in,
            all_tries - bitAnd(counts, 2097151) AS tries_elsewhere,
            tries_elsewhere > 0 AS has_others,
            if(has_others, bitShiftRight(counts, 42) / tries_in, 0) AS own_x,
            if(has_others, (all_scored - scored) / tries_elsewhere, 0) AS own_y
        FROM persons_asked
        ARRAY JOIN
            questions.1 AS asked,
            questions.2 AS counts,
            questions.3 AS scored
        WHERE tries_in > 0
    )
    GROUP BY asked
)
GROUP BY asked
HAVING answers > 0
COMMENT 'Difficulty and discrimination of questions within the answers that are asked for, one row a question'
