-- As tallies_each, of all answers: those that are settled as they are in tallies, and what came since, or all if no settlement holds. It has the parameters of tallies_each that do not narrow the question down.
CREATE OR REPLACE VIEW tallies_whole
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
    item,
    bucket,
    sum(t.answers) AS answers,
    sum(t.passed) AS passed,
    uniqCombined64Merge(t.people) AS people,
    sum(t.overall_sum) AS overall_sum,
    quantileBFloat16Merge(0.5)(t.overall_median) AS overall_median,
    sum(t.structure_sum) AS structure_sum,
    sum(t.content_sum) AS content_sum,
    sum(t.outcome_metric_answers) AS outcome_metric_answers,
    sum(t.mistakes) AS mistakes,
    sum(t.words) AS words,
    sum(t.in_time) AS in_time,
    quantilesMergeState(0.5, 0.99)(t.critique_seconds) AS critique_seconds,
    quantilesMergeState(0.5, 0.99)(t.stored_seconds) AS stored_seconds,
    max(t.last_submitted) AS last_submitted,
    max(t.last_ingested) AS last_ingested,
    max(t.last_scored) AS last_scored
FROM
(
    SELECT
        if({kind:String} = 'source', d.item, toLowCardinality('')) AS item,
        if({kind:String} = 'source', toUInt32(0), d.bucket) AS bucket,
        if({kind:String} = 'source', if(kind = 'wait', 0, d.answers), d.answers) AS answers,
        passed,
        people,
        overall_sum,
        overall_median,
        structure_sum,
        content_sum,
        outcome_metric_answers,
        mistakes,
        words,
        if(kind = 'wait' AND d.bucket <= {limit_seconds:UInt32}, d.answers, 0) AS in_time,
        critique_seconds,
        stored_seconds,
        last_submitted,
        last_ingested,
        last_scored
    FROM tallies AS d
    WHERE generation = (SELECT generation FROM settled)
        AND tenant_id = {tenant:String}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
        AND kind IN ({kind:String}, if({kind:String} = 'source', 'wait', {kind:String}))
        AND first_attempts_only = ({first_attempts_only:UInt8} = 1)
        AND ({modality:String} = '' OR d.item = {modality:String})
    UNION ALL
    SELECT
        if({kind:String} = 'source', s.source, toLowCardinality('')) AS item,
        if({kind:String} = 'hour', toUInt32(local_hour + 1),
            if({kind:String} = 'weekday', toUInt32(100 * local_dow),
                if({kind:String} = 'both', toUInt32(100 * local_dow + local_hour + 1),
                    if({kind:String} = 'length', toUInt32(roundDown(word_count, [0, 25, 50, 100, 150, 200, 250, 300, 400, 600])),
                        if({kind:String} = 'score', toUInt32(least(19, floor(overall * 20 + 0.0000001))),
                            if({kind:String} = 'attempt', toUInt32(least(attempt_no, 10)), toUInt32(0))))))) AS bucket,
        count() AS answers,
        countIf(s.passed) AS passed,
        uniqCombined64State(candidate_key) AS people,
        sum(overall) AS overall_sum,
        quantileBFloat16State(0.5)(overall) AS overall_median,
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
        SELECT tenant_id, scorer_version, attempt_no, candidate_key, outcome_metric, mistake_ids, structure, content, overall, passed, word_count, submitted_at, source, modality, local_hour, local_dow, ingested_at, scored_at, inserted_at
        FROM answer_scores
        WHERE inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
            AND ({kind:String} != 'attempt' OR (SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
        UNION ALL
        SELECT tenant_id, scorer_version, attempt_no, candidate_key, outcome_metric, mistake_ids, structure, content, overall, passed, word_count, submitted_at, source, '' AS modality, 0 AS local_hour, 0 AS local_dow, submitted_at AS ingested_at, submitted_at AS scored_at, submitted_at AS inserted_at
        FROM erased_answers FINAL
        WHERE {kind:String} = 'attempt' AND (SELECT generation FROM settled) = 0
    ) AS s
    WHERE tenant_id = {tenant:String}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
        AND ({modality:String} = '' OR modality = {modality:String})
        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    GROUP BY item, bucket
) AS t
GROUP BY item, bucket
COMMENT 'All answers counted by hour, weekday, length, score, attempt or source, most of them beforehand'
