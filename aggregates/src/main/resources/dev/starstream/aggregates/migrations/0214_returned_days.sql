-- As returned_each, where nothing but days is asked for: what daily_returns has of these days, less what people who have answered since had done in them until then, and what they have done now.
CREATE OR REPLACE VIEW returned_days
(
    source LowCardinality(String) COMMENT 'Where the events came from; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    people Int64 COMMENT 'People with an answer there',
    returned Int64 COMMENT 'Those of them with a second answer there',
    answers Int64 COMMENT 'Their answers',
    days_to_return Float64 COMMENT 'Median days from the first answer to the second, each to three digits, of those who returned',
    score_first_sum Float64 COMMENT 'Sum of overall of the first answers'
)
AS WITH
    -- Of 0 there is no partition, so nothing is read.
    assumeNotNull((SELECT generation FROM settled)) AS read,
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version
SELECT
    source_here AS source,
    level_here AS level,
    sum(n) AS people,
    sumIf(n, gap >= 0) AS returned,
    sum(given) AS answers,
    -- Of an even number the upper of the two in the middle.
    arraySort(groupArrayIf((gap, n), gap >= 0)) AS gaps,
    gaps[arrayFirstIndex(up_to -> 2 * up_to > returned, arrayCumSum(counted -> counted.2, gaps))].1 AS days_to_return,
    sum(first_sum) AS score_first_sum
FROM
(
    SELECT
        source_here,
        level_here,
        gap,
        sum(people) AS n,
        sum(answers) AS given,
        sum(score_first) AS first_sum
    FROM
    (
        SELECT
            source AS source_here,
            level AS level_here,
            -- Whose day before lies before these days began in them, and came back if the second answer lies in them.
            toInt64(day_before < greatest({from:Date}, toDate('1970-01-02'))) AS people,
            if(people = 1 AND day_of_second <= {to:Date}, days, -1) AS gap,
            toInt64(d.answers) AS answers,
            if(people = 1, d.score_first, 0) AS score_first
        FROM daily_returns AS d
        WHERE generation = read
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND day >= {from:Date}
            AND day <= {to:Date}
        UNION ALL
        SELECT
            source_here,
            level_here,
            sign AS people,
            if(exact_gap <= 0, exact_gap, round(exact_gap * exp10(2 - floor(log10(exact_gap)))) / exp10(2 - floor(log10(exact_gap)))) AS gap,
            sign * toInt64(length(in_order)) AS answers,
            sign * reinterpretAsFloat64(toUInt64(in_order[1])) AS score_first
        FROM
        (
            SELECT
                source_here,
                level_here,
                counted.1 AS sign,
                arraySort(counted.2) AS in_order,
                if(length(in_order) = 1, -1, toFloat64(toInt64(bitShiftRight(in_order[2], 64)) - toInt64(bitShiftRight(in_order[1], 64))) / 1000 / 86400) AS exact_gap
            FROM
            (
                SELECT
                    any(source) AS source_here,
                    any(level) AS level_here,
                    [(toInt64(1), groupArrayArray(times_and_scores)), (toInt64(-1), groupArrayArrayIf(times_and_scores, NOT fresh))] AS counts
                FROM
                (
                    SELECT
                        source,
                        level,
                        candidate_key,
                        -- Of two at once the lower score is the first. The bits of a share do: they rise with it.
                        arrayFilter(
                            attempt -> toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(attempt, 64)), 'UTC')) BETWEEN {from:Date} AND {to:Date},
                            arrayMap((place, overall) -> bitShiftLeft(toUInt128(bitShiftRight(bitAnd(place, 281474976710655), 1)), 64) + reinterpretAsUInt64(overall), places, scores)) AS times_and_scores,
                        false AS fresh
                    FROM practice
                    WHERE generation = read
                        AND tenant_id = {tenant:String}
                        AND scorer_version = version
                        AND last_day >= {from:Date}
                        AND first_day <= {to:Date}
                        AND candidate_key IN
                        (
                            SELECT candidate_key
                            FROM answer_scores
                            WHERE read > 0
                                AND inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
                                AND tenant_id = {tenant:String}
                                AND scorer_version = version
                                AND toDate(submitted_at) >= {from:Date}
                                AND toDate(submitted_at) <= {to:Date}
                        )
                    UNION ALL
                    SELECT
                        source,
                        level,
                        candidate_key,
                        [bitShiftLeft(toUInt128(toUnixTimestamp64Milli(submitted_at)), 64) + reinterpretAsUInt64(overall)] AS times_and_scores,
                        true AS fresh
                    FROM answer_scores
                    WHERE inserted_at > fromUnixTimestamp64Milli(toInt64(read), 'UTC')
                        AND tenant_id = {tenant:String}
                        AND scorer_version = version
                        AND toDate(submitted_at) >= {from:Date}
                        AND toDate(submitted_at) <= {to:Date}
                )
                GROUP BY candidate_key, cityHash64(source, level)
            )
            ARRAY JOIN counts AS counted
            WHERE notEmpty(counted.2)
        )
    )
    GROUP BY source_here, level_here, gap
)
GROUP BY source_here, level_here
HAVING answers > 0
COMMENT 'Who came back to a source and level, of some days, most of them counted beforehand'
