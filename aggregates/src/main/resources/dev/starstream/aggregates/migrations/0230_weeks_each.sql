-- The answers that are asked for by week and version of the scorer: from the rollup, or where it cannot tell cohorts and sources from each answer.
-- So are those of one company, which lie together there; in the rollup, which is in order of days, all companies' would be read.
CREATE OR REPLACE VIEW weeks_each
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
    scorer_version AS version,
    toMonday(day) AS monday,
    sum(d.answers) AS answers,
    sum(d.passed) AS passed,
    finalizeAggregation(uniqMergeState(d.people)) AS people,
    toFloat64(sum(d.overall_sum)) AS overall_sum,
    sum(d.outcome_metric_answers) AS outcome_metric_answers
FROM answers_daily AS d
WHERE {company:String} = '' AND {cohort:String} = '' AND {source:String} = ''
    AND tenant_id = {tenant:String}
    AND ({scorer_version:String} = '' OR scorer_version = {scorer_version:String})
    AND ({from:Date} = '1970-01-01' OR day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR day <= {to:Date})
    AND ({level:String} = '' OR level = {level:String})
    AND ({category:String} = '' OR category = {category:String})
    AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
GROUP BY version, monday
UNION ALL
SELECT
    scorer_version AS version,
    toMonday(submitted_at) AS monday,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqCombined64(candidate_key) AS people,
    toFloat64(sum(toDecimal64(overall, 9))) AS overall_sum,
    countIf(outcome_metric) AS outcome_metric_answers
FROM counted_answers AS s
WHERE ({company:String} != '' OR {cohort:String} != '' OR {source:String} != '')
    AND tenant_id = {tenant:String}
    AND ({scorer_version:String} = '' OR scorer_version = {scorer_version:String})
    AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
    AND ({company:String} = '' OR company = {company:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({category:String} = '' OR category = {category:String})
    AND ({cohort:String} = '' OR cohort = {cohort:String})
    AND ({source:String} = '' OR source = {source:String})
    AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
GROUP BY version, monday
COMMENT 'The answers that are asked for by week and version of the scorer'
