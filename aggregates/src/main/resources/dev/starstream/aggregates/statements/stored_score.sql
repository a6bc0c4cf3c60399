-- One answer of a tenant as the scorer version in force has it, with its critique while that is kept.
SELECT
    s.event_id AS event_id,
    s.question_id AS question_id,
    s.category AS category,
    s.company AS company,
    toString(s.level) AS level,
    toUnixTimestamp64Milli(s.submitted_at) AS submitted_at,
    toUnixTimestamp64Milli(s.ingested_at) AS ingested_at,
    toUnixTimestamp64Milli(s.scored_at) AS scored_at,
    [s.situation_present, s.task_present, s.action_present, s.result_present, s.learning_present] AS star_present,
    [s.situation_share, s.task_share, s.action_share, s.result_share, s.learning_share] AS star_shares,
    s.outcome_metric AS outcome_metric,
    s.company_focus AS company_focus,
    s.level_fit AS level_fit,
    s.structure AS structure,
    s.content AS content,
    s.delivery AS delivery,
    s.overall AS overall,
    s.passed AS passed,
    s.word_count AS word_count,
    s.scorer_version AS scorer_version,
    s.rubric_version AS rubric_version,
    t.headline AS headline,
    t.fix_first AS fix_first,
    t.fix_gain AS fix_gain,
    t.notes AS notes,
    t.sentence_parts.start AS sentence_starts,
    t.sentence_parts.end AS sentence_ends,
    arrayMap(part -> toString(part), t.sentence_parts.part) AS sentence_parts,
    t.metric_spans.start AS metric_starts,
    t.metric_spans.end AS metric_ends,
    arrayMap(kind -> toString(kind), t.metric_spans.kind) AS metric_kinds,
    arrayMap(value -> ifNull(value, nan), t.metric_spans.value) AS metric_values,
    t.metric_spans.unit AS metric_units,
    t.metric_spans.outcome AS metric_outcomes,
    if(t.kept = 1, t.key_point_spans.id, arrayConcat(s.key_points_hit, s.key_points_missed)) AS key_point_ids,
    arrayMap(id -> has(s.key_points_hit, id), key_point_ids) AS key_point_covered,
    t.key_point_spans.start AS key_point_starts,
    t.key_point_spans.end AS key_point_ends,
    if(t.kept = 1, t.mistake_spans.id, s.mistake_ids) AS mistake_ids,
    if(t.kept = 1, arrayMap(severity -> toString(severity), t.mistake_spans.severity), s.mistake_severities) AS mistake_severities,
    t.mistake_spans.start AS mistake_starts,
    t.mistake_spans.end AS mistake_ends,
    t.mistake_spans.advice AS mistake_advice
FROM
(
    SELECT *
    FROM answer_scores
    WHERE tenant_id = {tenant:String}
        AND answer_id = {answer_id:UUID}
        AND scorer_version = (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String})
    LIMIT 1
) AS s
LEFT JOIN
(
    SELECT *, toUInt8(1) AS kept
    FROM answer_texts
    WHERE tenant_id = {tenant:String}
        AND answer_id = {answer_id:UUID}
) AS t ON t.scorer_version = s.scorer_version
-- The sink inserts the text a moment after the scores: until then the answer is not there yet.
WHERE t.kept = 1 OR s.inserted_at < now64(3) - INTERVAL 1 MINUTE
LIMIT 1
