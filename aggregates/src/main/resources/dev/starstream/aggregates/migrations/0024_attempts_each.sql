-- The columns of attempts_daily for each answer by itself, and with the question, the cohort and the source that it lacks: insights
-- read it in the place of attempts_daily when they are asked for these. Nothing is stored and nothing grouped, so filters reach the base table.
CREATE OR REPLACE VIEW attempts_each
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    attempt_no UInt8 COMMENT 'Attempt at the question; 10 stands for 10 and more',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the event came from; empty if none was given',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals; toFloat64() before dividing',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread',
    structure_sum Decimal(38, 9) COMMENT 'Sum of structure, likewise',
    content_sum Decimal(38, 9) COMMENT 'Sum of content, likewise',
    overall_quantiles AggregateFunction(quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9), Float64) COMMENT 'Distribution of overall to 0.4 %: read with quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(overall_quantiles)',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes UInt64 COMMENT 'Mistakes, each once an answer',
    words UInt64 COMMENT 'Words'
)
AS SELECT
    tenant_id,
    scorer_version,
    toDate(s.submitted_at) AS day,
    company,
    category,
    level,
    toUInt8(least(s.attempt_no, 10)) AS attempt_no,
    question_id,
    cohort,
    source,
    toUInt64(1) AS answers,
    toUInt64(s.passed) AS passed,
    initializeAggregation('uniqState', s.candidate_key) AS people,
    CAST(toDecimal64(s.overall, 9) AS Decimal(38, 9)) AS overall_sum,
    CAST(toDecimal64(s.overall * s.overall, 9) AS Decimal(38, 9)) AS overall_square_sum,
    CAST(toDecimal64(s.structure, 9) AS Decimal(38, 9)) AS structure_sum,
    CAST(toDecimal64(s.content, 9) AS Decimal(38, 9)) AS content_sum,
    initializeAggregation('quantilesBFloat16State(0.1, 0.25, 0.5, 0.75, 0.9)', s.overall) AS overall_quantiles,
    toUInt64(s.outcome_metric) AS outcome_metric_answers,
    toUInt64(length(s.mistake_ids)) AS mistakes,
    toUInt64(s.word_count) AS words
FROM counted_answers AS s
COMMENT 'What attempts_daily adds up, of each answer: also by question, cohort and source';
