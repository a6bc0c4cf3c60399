-- Who came back to a source and level, within the answers that are asked for.
CREATE OR REPLACE VIEW returned_each
(
    source LowCardinality(String) COMMENT 'Where the events came from; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    people Int64 COMMENT 'People with an answer there',
    returned Int64 COMMENT 'Those of them with a second answer there',
    answers Int64 COMMENT 'Their answers',
    days_to_return Float64 COMMENT 'Median days from the first answer to the second, each to three digits, of those who returned',
    score_first_sum Float64 COMMENT 'Sum of overall of the first answers'
)
AS SELECT
    source_here AS source,
    level_here AS level,
    count() AS people,
    countIf(given > 1) AS returned,
    sum(given) AS answers,
    quantileExactIf(0.5)(if(gap = 0, 0, round(gap * exp10(2 - floor(log10(gap)))) / exp10(2 - floor(log10(gap)))), given > 1) AS days_to_return,
    sum(score_at_first) AS score_first_sum
FROM
(
    SELECT
        any(s.source) AS source_here,
        any(s.level) AS level_here,
        count() AS given,
        groupArraySorted(2)(toUnixTimestamp64Milli(submitted_at)) AS earliest,
        toFloat64(earliest[2] - earliest[1]) / 1000 / 86400 AS gap,
        -- Of two at once the lower score is the first. One number as key, for which the bits of a share do: they rise with it.
        argMin(overall, bitShiftLeft(toUInt128(toUnixTimestamp64Milli(submitted_at)), 64) + reinterpretAsUInt64(overall)) AS score_at_first
    FROM answer_scores AS s
    WHERE tenant_id = {tenant:String}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
        AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
        AND ({company:String} = '' OR company = {company:String})
        AND ({level:String} = '' OR s.level = {level:String})
        AND ({category:String} = '' OR category = {category:String})
        AND ({cohort:String} = '' OR cohort = {cohort:String})
        AND ({source:String} = '' OR s.source = {source:String})
    -- Two numbers as key: quicker than a number and two texts.
    GROUP BY candidate_key, cityHash64(s.source, s.level)
)
GROUP BY source_here, level_here
COMMENT 'Who came back to a source and level, of the answers that are asked for'
