-- As weeks_each, of all answers: those that are settled as they are in tallies, and what came since, or all if no settlement holds.
CREATE OR REPLACE VIEW weeks_whole
(
    version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    monday Date COMMENT 'Monday with which the week begins, UTC',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'People who gave them; of more than 4,000 to about 0.4 %',
    overall_sum Float64 COMMENT 'Sum of overall',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work'
)
AS SELECT
    version,
    monday,
    sum(t.answers) AS answers,
    sum(t.passed) AS passed,
    uniqCombined64Merge(t.people) AS people,
    sum(t.overall_sum) AS overall_sum,
    sum(t.outcome_metric_answers) AS outcome_metric_answers
FROM
(
    SELECT scorer_version AS version, toDate(bucket) AS monday, answers, passed, people, overall_sum, outcome_metric_answers
    FROM tallies
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND kind = 'week'
        AND first_attempts_only = ({first_attempts_only:UInt8} = 1)
        AND ({scorer_version:String} = '' OR scorer_version = {scorer_version:String})
    UNION ALL
    SELECT
        scorer_version AS version,
        toMonday(submitted_at) AS monday,
        count() AS answers,
        countIf(s.passed) AS passed,
        uniqCombined64State(candidate_key) AS people,
        sum(overall) AS overall_sum,
        countIf(outcome_metric) AS outcome_metric_answers
    FROM counted_answers AS s
    WHERE ((SELECT generation FROM settled) = 0 OR inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC'))
        AND tenant_id = {tenant:String}
        AND ({scorer_version:String} = '' OR scorer_version = {scorer_version:String})
        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    GROUP BY version, monday
) AS t
GROUP BY version, monday
COMMENT 'All answers by week and version of the scorer, most of them counted beforehand'
