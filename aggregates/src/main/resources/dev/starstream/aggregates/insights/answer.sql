-- title: What is known of one answer?
-- layout: record
-- reads: answer_scores, answer_texts
-- param answer_id UUID : The answer's id.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- column answer_id text : The answer's id.
-- column submitted_at time : When the candidate submitted it, UTC.
-- column question text : The question's id; empty if it is none of the catalogue.
-- column category text : Its category.
-- column company text : The company practised for.
-- column role text : The role practised for.
-- column level text : The level practised for.
-- column attempt count : Which attempt at the question.
-- column overall score : The score, 0 to 1.
-- column passed flag : Whether it reaches the pass mark.
-- column structure score : Sub-score of the story's shape.
-- column content score : Sub-score of what is said.
-- column delivery score : Sub-score of how it is spoken; none without a transcript and its duration.
-- column before score : The score of the candidate's previous attempt at the question.
-- column headline text : Critique: the answer in one sentence.
-- column fix_first text : Critique: the one fix that would gain most.
-- column fix_gain score : What that fix would add to the score.
-- column notes list : Critique: the notes.
-- column mistakes list : Mistakes with their severity.
-- column parts list : The parts of STAR that it tells, with their share of the words.
-- column key_points_hit list : Key points of the question that it covers.
-- column key_points_missed list : Key points that it does not cover.
-- column metric_count count : Quantities.
-- column outcome_metric flag : Whether one of them measures an effect of the work.
-- column words count : Words.
-- column modality text : text (typed) or transcript (spoken).
-- column language text : BCP 47 tag.
-- column cohort text : The cohort.
-- column source text : Where the event came from.
-- column text_kept flag : Whether text and critique are still kept; they go after 30 days.
-- column text text : The answer.
-- column sentences text detail : JSON: where each sentence lies and which part it tells.
-- column metrics text detail : JSON: the quantities, their place and kind.
-- column key_points text detail : JSON: the key points and their evidence.
-- column mistakes_found text detail : JSON: the mistakes, their evidence and advice.
-- column ingested_at time : When Kafka had it, UTC.
-- column scored_at time : When it was scored, UTC.
-- column scorer_version text : The version that scored it.
-- column rubric_version text : The version of rubric and catalogue.
-- misread: Practice feedback by rules and a small model, no prediction of a hiring decision.
-- sentence if passed = 1: Attempt {attempt} scores {overall} and reaches the pass mark.
-- sentence if passed = 0: Attempt {attempt} scores {overall} and does not reach the pass mark.
SELECT
    toString(s.answer_id) AS answer_id,
    s.submitted_at AS submitted_at,
    s.question_id AS question,
    s.category AS category,
    s.company AS company,
    s.role AS role,
    s.level AS level,
    s.attempt_no AS attempt,
    s.overall AS overall,
    s.passed AS passed,
    s.structure AS structure,
    s.content AS content,
    s.delivery AS delivery,
    p.last_overall AS before,
    t.headline AS headline,
    t.fix_first AS fix_first,
    if(t.kept = 1, t.fix_gain, NULL) AS fix_gain,
    t.notes AS notes,
    arrayMap((id, severity) -> concat(id, ' (', severity, ')'), s.mistake_ids, s.mistake_severities) AS mistakes,
    arrayMap(
        part -> concat(part.1, ' ', toString(round(100 * part.3)), '%'),
        arrayFilter(
            part -> part.2,
            [
                ('situation', s.situation_present, s.situation_share),
                ('task', s.task_present, s.task_share),
                ('action', s.action_present, s.action_share),
                ('result', s.result_present, s.result_share),
                ('learning', s.learning_present, s.learning_share)
            ])) AS parts,
    s.key_points_hit AS key_points_hit,
    s.key_points_missed AS key_points_missed,
    s.metric_count AS metric_count,
    s.outcome_metric AS outcome_metric,
    s.word_count AS words,
    s.modality AS modality,
    s.language AS language,
    s.cohort AS cohort,
    s.source AS source,
    t.kept AS text_kept,
    t.text AS text,
    toJSONString(t.sentence_parts) AS sentences,
    toJSONString(t.metric_spans) AS metrics,
    toJSONString(t.key_point_spans) AS key_points,
    toJSONString(t.mistake_spans) AS mistakes_found,
    s.ingested_at AS ingested_at,
    s.scored_at AS scored_at,
    s.scorer_version AS scorer_version,
    s.rubric_version AS rubric_version
FROM
(
    SELECT *
    FROM answer_scores
    WHERE tenant_id = {tenant:String}
        AND answer_id = {answer_id:UUID}
        AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
) AS s
LEFT JOIN
(
    SELECT *, toUInt8(1) AS kept
    FROM answer_texts
    WHERE tenant_id = {tenant:String}
        AND answer_id = {answer_id:UUID}
) AS t ON t.scorer_version = s.scorer_version
LEFT JOIN
(
    SELECT scorer_version, toNullable(argMax(overall, attempt_no)) AS last_overall
    FROM answer_scores
    WHERE tenant_id = {tenant:String}
        AND (candidate_key, question_id) IN (SELECT candidate_key, question_id FROM answer_scores WHERE tenant_id = {tenant:String} AND answer_id = {answer_id:UUID})
        AND attempt_no < (SELECT any(attempt_no) FROM answer_scores WHERE tenant_id = {tenant:String} AND answer_id = {answer_id:UUID})
    GROUP BY scorer_version
) AS p ON p.scorer_version = s.scorer_version
