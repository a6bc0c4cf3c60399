-- As analysed_items_each, out of what is settled of each person: read where neither a company nor a cohort is asked for.
-- What a person did at a question lies together there, and so does most of what the person did: everybody's answers take half as long to find as out of the answers.
-- As long as nothing is settled, or after an erasure until the next settlement, all answers are 'since', and the answer is the same.
CREATE OR REPLACE VIEW analysed_items_wide
(
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question',
    answers UInt64 COMMENT 'Answers to it, erased ones too',
    failed UInt64 COMMENT 'Answers below the pass mark',
    people UInt64 COMMENT 'People who gave these answers',
    pairs UInt64 COMMENT 'People, but for erased ones, who also answered another question, of whatever level and category: the sums are over them',
    x Float64 COMMENT 'Sum of x, the share of a person''s answers to this question that passed',
    y Float64 COMMENT 'Sum of y, the mean score of the person''s answers to all others',
    xx Float64 COMMENT 'Sum of x squared',
    yy Float64 COMMENT 'Sum of y squared',
    xy Float64 COMMENT 'Sum of x times y'
)
AS WITH
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    -- Of 0 there is no partition, so nothing is read.
    assumeNotNull((SELECT generation FROM settled)) AS read,
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
                toUInt64(if({first_attempts_only:UInt8} = 0 OR last_attempt = 1, attempts, 1)) AS tries,
                tries + if(({level:String} = '' OR level = {level:String}) AND ({category:String} = '' OR category = {category:String}), bitShiftLeft(tries, 21) + bitShiftLeft(if({first_attempts_only:UInt8} = 0, toUInt64(passes), passed_at_first * tries), 42), 0) AS counts,
                if({first_attempts_only:UInt8} = 0, scored, score_at_first * tries) AS total
            FROM practice
            WHERE generation = read
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({source:String} = '' OR source = {source:String})
                AND last_day >= {from:Date}
                AND first_day >= {from:Date}
                AND if({first_attempts_only:UInt8} = 1, first_attempt = 1 AND days_in_order AND first_day <= {to:Date}, last_day <= {to:Date})
            UNION ALL
            -- Of pairs that the days cut, or whose first attempt is not on the first day, the attempts within the days.
            SELECT
                candidate_key AS person,
                cityHash64(question_id) AS asked,
                toUInt64(length(taken)) AS tries,
                tries + if(({level:String} = '' OR level = {level:String}) AND ({category:String} = '' OR category = {category:String}), bitShiftLeft(tries, 21) + bitShiftLeft(toUInt64(arraySum(place -> bitTest(place, 0), taken.1)), 42), 0) AS counts,
                arraySum(taken.2) AS total
            FROM
            (
                SELECT
                    candidate_key,
                    question_id,
                    level,
                    category,
                    arrayFilter(
                        attempt -> ({first_attempts_only:UInt8} = 0 OR bitShiftRight(attempt.1, 48) = 1)
                            AND toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(attempt.1, 281474976710655), 1)), 'UTC')) BETWEEN {from:Date} AND {to:Date},
                        arrayZip(places, scores)) AS taken
                FROM practice
                WHERE generation = read
                    AND tenant_id = {tenant:String}
                    AND scorer_version = version
                    AND ({source:String} = '' OR source = {source:String})
                    AND last_day >= {from:Date}
                    AND first_day <= {to:Date}
                    AND if({first_attempts_only:UInt8} = 1, first_attempt = 1 AND NOT days_in_order, first_day < {from:Date} OR last_day > {to:Date})
            )
            WHERE notEmpty(taken)
            UNION ALL
            SELECT
                candidate_key AS person,
                cityHash64(question_id) AS asked,
                1 AS tries,
                toUInt64(1 + if(({level:String} = '' OR level = {level:String}) AND ({category:String} = '' OR category = {category:String}), 2097152 + bitShiftLeft(toUInt64(passed), 42), 0)) AS counts,
                overall AS total
            FROM answer_scores
            WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({source:String} = '' OR source = {source:String})
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
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
    -- What the questions are called.
    SELECT
        cityHash64(any(item.question_id)) AS asked,
        toString(item.question_id) AS question,
        max(toString(item.category)) AS topic,
        toInt64(0) AS n,
        toInt64(0) AS k,
        toInt64(0) AS who,
        toInt64(0) AS m,
        0. AS sum_x,
        0. AS sum_y,
        0. AS sum_xx,
        0. AS sum_yy,
        0. AS sum_xy
    FROM
    (
        SELECT question_id, category
        FROM item_analysis
        WHERE generation = read
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND NOT first_attempts_only
            AND company = '(all)'
            AND level = '(all)'
        UNION ALL
        SELECT question_id, category
        FROM answer_scores
        WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
            AND tenant_id = {tenant:String}
            AND scorer_version = version
    ) AS item
    GROUP BY item.question_id
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
        AND ({level:String} = '' OR level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({source:String} = '' OR source = {source:String})
        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    GROUP BY e.question_id
    UNION ALL
    SELECT
        asked,
        '' AS question,
        '' AS topic,
        toInt64(sum(tries_in)) AS n,
        toInt64(sum(tries_in) - sum(passes_in)) AS k,
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
            bitShiftRight(counts, 42) AS passes_in,
            all_tries - bitAnd(counts, 2097151) AS tries_elsewhere,
            tries_elsewhere > 0 AS has_others,
            if(has_others, passes_in / tries_in, 0) AS own_x,
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
