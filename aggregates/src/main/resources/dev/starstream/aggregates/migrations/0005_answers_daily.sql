-- How answers did, by day: companies, categories, levels. No question, cohort or source: with these there is nearly a group an answer.
CREATE TABLE IF NOT EXISTS answers_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Day of submitted_at, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    question_id LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by question read answers_each',
    cohort LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by cohort read answers_each',
    source LowCardinality(String) ALIAS '(all)' COMMENT 'Not told apart here, and not stored: to filter by source read answers_each',
    answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers',
    passed SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that reach the pass mark',
    people AggregateFunction(uniq, UInt64) COMMENT 'Candidates: read with uniqMerge(people); counts of groups cannot be added up',
    overall_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall, each cut to 9 decimals so that the order of adding does not matter; toFloat64() before dividing',
    overall_square_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of overall squared, likewise: for the spread',
    structure_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of structure, likewise',
    content_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of content, likewise',
    delivery_answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers that have a delivery score',
    delivery_sum SimpleAggregateFunction(sum, Decimal(38, 9)) COMMENT 'Sum of delivery over delivery_answers, likewise',
    overall_quantiles AggregateFunction(quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9), Float64) COMMENT 'Distribution of overall to 0.4 %: read with quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(overall_quantiles)',
    metric_answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers with any quantity',
    outcome_metric_answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers with a quantity that measures an effect of the work',
    metric_count SimpleAggregateFunction(sum, UInt64) COMMENT 'Quantities, all kinds',
    mistake_answers SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers with at least one mistake',
    mistakes SimpleAggregateFunction(sum, UInt64) COMMENT 'Mistakes, each once an answer',
    focus_known SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers to a question of which the focus of the company is known',
    focus_met SimpleAggregateFunction(sum, UInt64) COMMENT 'Of focus_known, those that speak to it',
    level_known SimpleAggregateFunction(sum, UInt64) COMMENT 'Answers of which the fit to the level was judged',
    level_met SimpleAggregateFunction(sum, UInt64) COMMENT 'Of level_known, those that fit',
    words SimpleAggregateFunction(sum, UInt64) COMMENT 'Words',

    -- Which versions have scored anything of whom and until when, asked by every insight first: kept inside each part and taken by itself.
    PROJECTION by_version
    (
        SELECT tenant_id, scorer_version, sum(answers), max(day)
        GROUP BY tenant_id, scorer_version
    ),
    -- Without the day: half the time of a question that names no days, taken by itself where it has all the columns.
    PROJECTION all_days
    (
        SELECT
            tenant_id, scorer_version, company, category, level, first_attempt,
            sum(answers), sum(passed), uniqMergeState(people), sum(overall_sum), sum(overall_square_sum),
            sum(metric_answers), sum(outcome_metric_answers), sum(metric_count)
        GROUP BY tenant_id, scorer_version, company, category, level, first_attempt
    )
)
-- Adds up the sums and states of one group in the background; a reader adds up the rest with sum() and -Merge.
ENGINE = AggregatingMergeTree
-- As answer_scores, so that one insert there is one part here.
PARTITION BY toYYYYMM(day)
-- Serves a date range of one tenant and version first: every question has it; company and category narrow within the day.
ORDER BY (tenant_id, scorer_version, day, company, category, level, first_attempt)
-- Without it a repeated insert into answer_scores would be dropped there and doubled here.
-- rebuild: a merge adds rows up, so the projections of the merged part are made anew from its rows; without this ClickHouse refuses them.
SETTINGS non_replicated_deduplication_window = 10000, deduplicate_merge_projection_mode = 'rebuild'
COMMENT 'Answers by day, company, category, level and first attempt';
