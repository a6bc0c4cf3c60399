-- The answers that are asked for, counted by what the kind tells apart: hour, weekday, both, length, score, attempt or source. Conditions on parameters are folded, and columns that nobody asks for are not read.
-- Attempts are counted with the erased answers, as the rollups count.
CREATE OR REPLACE VIEW tallies_each
(
    item LowCardinality(String) COMMENT 'Of source the source; empty for other kinds',
    bucket UInt32 COMMENT 'What the rows of the kind tell apart, as in tallies',
    answers UInt64 COMMENT 'Answers, of attempt with the erased ones',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'People who gave them; of more than 4,000 to about 0.4 %',
    overall_sum Float64 COMMENT 'Sum of overall',
    overall_median Float64 COMMENT 'Median of overall to 0.4 %',
    structure_sum Float64 COMMENT 'Sum of structure',
    content_sum Float64 COMMENT 'Sum of content',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    mistakes UInt64 COMMENT 'Mistakes, each once an answer',
    words UInt64 COMMENT 'Words',
    in_time UInt64 COMMENT 'Answers that were scored within limit_seconds, of source',
    critique_seconds AggregateFunction(quantiles(0.5, 0.99), Float64) COMMENT 'Seconds from Kafka to the score, of source: read with quantilesMerge(0.5, 0.99)(critique_seconds)',
    stored_seconds AggregateFunction(quantiles(0.5, 0.99), Float64) COMMENT 'Seconds from Kafka to the row in the database, likewise',
    last_submitted DateTime64(3, 'UTC') COMMENT 'When the newest was submitted, of source',
    last_ingested DateTime64(3, 'UTC') COMMENT 'When Kafka had the newest, likewise',
    last_scored DateTime64(3, 'UTC') COMMENT 'When the newest score was made, likewise'
)
AS SELECT
    if({kind:String} = 'source', s.source, toLowCardinality('')) AS item,
    if({kind:String} = 'hour', toUInt32(local_hour + 1),
        if({kind:String} = 'weekday', toUInt32(100 * local_dow),
            if({kind:String} = 'both', toUInt32(100 * local_dow + local_hour + 1),
                if({kind:String} = 'length', toUInt32(roundDown(word_count, [0, 25, 50, 100, 150, 200, 250, 300, 400, 600])),
                    if({kind:String} = 'score', toUInt32(least(19, floor(overall * 20 + 0.0000001))),
                        if({kind:String} = 'attempt', toUInt32(least(attempt_no, 10)), toUInt32(0))))))) AS bucket,
    count() AS answers,
    countIf(s.passed) AS passed,
    uniqCombined64(candidate_key) AS people,
    sum(overall) AS overall_sum,
    quantileBFloat16(0.5)(overall) AS overall_median,
    sum(structure) AS structure_sum,
    sum(content) AS content_sum,
    countIf(outcome_metric) AS outcome_metric_answers,
    sum(length(mistake_ids)) AS mistakes,
    sum(word_count) AS words,
    countIf(scored_at - ingested_at <= {limit_seconds:UInt32}) AS in_time,
    quantilesState(0.5, 0.99)(toFloat64(scored_at - ingested_at)) AS critique_seconds,
    quantilesState(0.5, 0.99)(toFloat64(inserted_at - ingested_at)) AS stored_seconds,
    max(submitted_at) AS last_submitted,
    max(ingested_at) AS last_ingested,
    max(scored_at) AS last_scored
FROM
(
    SELECT tenant_id, scorer_version, submitted_at, company, category, level, cohort, source, attempt_no, candidate_key, outcome_metric, mistake_ids, structure, content, overall, passed, word_count, modality, local_hour, local_dow, ingested_at, scored_at, inserted_at
    FROM answer_scores
    WHERE {kind:String} != 'attempt' OR (SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers)
    UNION ALL
    SELECT tenant_id, scorer_version, submitted_at, company, category, level, cohort, source, attempt_no, candidate_key, outcome_metric, mistake_ids, structure, content, overall, passed, word_count, '' AS modality, 0 AS local_hour, 0 AS local_dow, submitted_at AS ingested_at, submitted_at AS scored_at, submitted_at AS inserted_at
    FROM erased_answers FINAL
    WHERE {kind:String} = 'attempt' AND (SELECT count() FROM erased_answers) > 0
) AS s
WHERE tenant_id = {tenant:String}
    AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
    AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
    AND ({company:String} = '' OR company = {company:String})
    AND ({level:String} = '' OR level = {level:String})
    AND ({category:String} = '' OR category = {category:String})
    AND ({cohort:String} = '' OR cohort = {cohort:String})
    AND ({source:String} = '' OR s.source = {source:String})
    AND ({modality:String} = '' OR modality = {modality:String})
    AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
GROUP BY item, bucket
COMMENT 'The answers that are asked for, counted by hour, weekday, length, score, attempt or source'
