-- As tallies_each of kind attempt, of some days, where neither a company nor a level, category, cohort or source is asked for: what is settled by day, and the answers since. Other kinds are not kept by day.
-- People are counted as in mistake_pairs_days; erased answers are counted, as the rollups count.
CREATE OR REPLACE VIEW tallies_days
(
    item LowCardinality(String) COMMENT 'Empty',
    bucket UInt32 COMMENT 'Which attempt, 10 for all after it',
    answers UInt64 COMMENT 'Answers, with the erased ones',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'People who gave them',
    overall_sum Float64 COMMENT 'Sum of overall',
    overall_median Float64 COMMENT 'Median of overall to 0.4 %',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes UInt64 COMMENT 'Mistakes, each once an answer',
    words UInt64 COMMENT 'Words'
)
AS WITH if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String}) AS version
SELECT
    toLowCardinality('') AS item,
    bucket,
    sum(n) AS answers,
    sum(k) AS passed,
    sum(persons) AS people,
    sum(total) AS overall_sum,
    quantileBFloat16Merge(0.5)(middle) AS overall_median,
    sum(k_outcome) AS outcome_metric_answers,
    sum(made) AS mistakes,
    sum(written) AS words
FROM
(
    SELECT
        toUInt32(d.bucket) AS bucket,
        sum(d.answers) AS n,
        sum(d.passed) AS k,
        -- Who was never there before has 1970-01-01, which is also the first day if none is asked for.
        toInt64(sum(arraySum((people, day_before) -> if(day_before < greatest({from:Date}, toDate('1970-01-02')), people, 0), answers_before, days_before))) AS persons,
        sum(d.overall_sum) AS total,
        quantileBFloat16MergeState(0.5)(d.overall_median) AS middle,
        sum(d.outcome_metric_answers) AS k_outcome,
        sum(d.mistakes) AS made,
        sum(d.words) AS written
    FROM daily_tallies AS d
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND scorer_version = version
        AND NOT first_attempts_only
        AND kind = {kind:String}
        AND day >= {from:Date}
        AND day <= {to:Date}
        AND ({first_attempts_only:UInt8} = 0 OR d.bucket = 1)
    GROUP BY bucket
    UNION ALL
    SELECT
        toUInt32(least(attempt_no, 10)) AS bucket,
        sum(times) AS n,
        countIf(passed) AS k,
        toInt64(uniqCombined64(candidate_key)) - toInt64(uniqCombined64If(candidate_key, times = 0)) AS persons,
        sum(overall) AS total,
        quantileBFloat16StateIf(0.5)(overall, times > 0) AS middle,
        countIf(outcome_metric) AS k_outcome,
        sum(made) AS made,
        sum(word_count) AS written
    FROM
    (
        SELECT attempt_no, candidate_key, passed, overall, outcome_metric, length(mistake_ids) AS made, word_count, 1 AS times
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version = version
            AND toDate(submitted_at) >= {from:Date}
            AND toDate(submitted_at) <= {to:Date}
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
        UNION ALL
        SELECT attempt_no, candidate_key, passed, overall, outcome_metric, length(mistake_ids) AS made, word_count, 1 AS times
        FROM erased_answers FINAL
        WHERE tenant_id = {tenant:String}
            AND scorer_version = version
            AND toDate(submitted_at) >= {from:Date}
            AND toDate(submitted_at) <= {to:Date}
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            AND (SELECT generation FROM settled) = 0
        UNION ALL
        -- What those who have answered since had given before in these days.
        SELECT attempt_no, candidate_key, false AS passed, 0 AS overall, false AS outcome_metric, 0 AS made, 0 AS word_count, 0 AS times
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version = version
            AND toDate(submitted_at) >= {from:Date}
            AND toDate(submitted_at) <= {to:Date}
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            AND inserted_at <= fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
            -- Looking so many up in indexes would take longer.
            AND identity(candidate_key) IN
            (
                SELECT candidate_key
                FROM answer_scores
                WHERE (SELECT generation FROM settled) > 0
                    AND tenant_id = {tenant:String}
                    AND scorer_version = version
                    AND toDate(submitted_at) >= {from:Date}
                    AND toDate(submitted_at) <= {to:Date}
                    AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                    AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
            )
    )
    GROUP BY bucket
)
GROUP BY bucket
HAVING answers > 0
COMMENT 'Answers of some days at each attempt, most of them counted beforehand'
