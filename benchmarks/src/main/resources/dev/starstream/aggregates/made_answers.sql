-- Made-up answers number {first} and on, {count} of them, those of the last minutes or all others: the same for the same seed. Inserted into
-- answer_scores alone, so that the materialized views fill the rollups as they do for the sink.
--
-- Candidates come in cycles that are all alike: the layout says of each place in a cycle whose answer it is
-- (place_person), at their how manieth question (place_question) and which attempt (place_attempt), so that
-- each number of answers is whole histories. Everything else follows from hashes of candidate and answer.
INSERT INTO answer_scores
(
    tenant_id, answer_id, event_id, candidate_key, cohort, source, question_id, category, company, role, level,
    attempt_no, language, modality, submitted_at, ingested_at, scored_at, local_hour, local_dow,
    situation_present, situation_share, task_present, task_share, action_present, action_share,
    result_present, result_share, learning_present, learning_share,
    metric_count, metrics_percent, metrics_money, metrics_duration, metrics_count, metrics_multiplier,
    metrics_delta, metrics_score, metrics_other, outcome_metric, key_points_hit, key_points_missed,
    mistake_ids, mistake_severities, company_focus, level_fit, structure, content, delivery, overall, passed,
    word_count, duration_ms, scorer_version, rubric_version, _topic_id, _partition, _offset
)
WITH
    (salt, thing) -> toFloat64(cityHash64({seed:UInt64}, salt, thing)) / 18446744073709551616. AS u,
    ['situation', 'task', 'action', 'result', 'learning'] AS parts,
    drawn AS
    (
        SELECT
            number AS n,
            n % length({place_person:Array(UInt32)}) + 1 AS place,
            intDiv(n, length({place_person:Array(UInt32)})) * {people:UInt64} + {place_person:Array(UInt32)}[place] AS person,
            {place_question:Array(UInt32)}[place] AS asked,
            {place_attempt:Array(UInt32)}[place] AS attempt,
            cityHash64({seed:UInt64}, 'answer', n) AS answer_hash,
            cityHash64({seed:UInt64}, 'pair', person, asked) AS pair_hash,
            u('tenant', person) AS tenant_draw,
            multiIf(tenant_draw < 0.82, 'bench-large', tenant_draw < 0.98, 'bench-medium', 'bench-small') AS tenant,
            u('level', person) AS level_draw,
            multiIf(level_draw < 0.3, 1, level_draw < 0.66, 2, level_draw < 0.86, 3, level_draw < 0.93, 4, 5) AS level_no,
            -- More candidates each month; each practises for some weeks.
            toUInt32(365 * 86400 * sqrt((n + 0.5) / {total:UInt64})) AS joined,
            least(365 * 86400 - 86400, joined + toUInt32(asked * 86400 * 1.5 * u('pause', pair_hash) + (attempt - 1) * 86400 * (0.2 + 3 * u('again', pair_hash)))) AS offset_seconds,
            -- Most practise in the evening; a few clocks are hours away from UTC.
            [0, 6, 7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 19, 19, 20, 20, 20, 21, 21, 22, 23][toUInt8(27 * u('hour', answer_hash)) + 1] AS hour_here,
            toDateTime64({start:Date}, 3, 'UTC') + toIntervalSecond(intDiv(offset_seconds, 86400) * 86400 + hour_here * 3600 + toUInt32(3599 * u('second', answer_hash))) + toIntervalMillisecond(toUInt32(999 * u('milli', answer_hash))) AS submitted,
            (hour_here + [0, 0, 1, 1, 2, 5, 16][person % 7 + 1]) % 24 AS hour_there,
            least(length({questions:Array(String)}), 1 + (toUInt32(length({questions:Array(String)}) * pow(u('question', person), 2)) + asked) % length({questions:Array(String)})) AS question_no,
            -- Zipf: the n-th company is practised for 1/n as often as the first.
            toUInt32(exp(u('company', cityHash64(person, intDiv(asked, 3))) * log(length({companies:Array(String)}) + 1))) AS company_no,
            (u('a', answer_hash) + u('b', answer_hash) + u('c', answer_hash) - 1.5) AS luck,
            (u('a', person) + u('b', person) + u('c', person) - 1.5) AS talent,
            round(greatest(0, least(1,
                0.5 + 0.05 * (level_no % 5) + 0.05 * log2(attempt) + 0.16 * talent + 0.14 * luck
                - 0.1 * u('hard', question_no) - 0.08 * u('strict', company_no) + {shift:Float64})), 6) AS score
        FROM numbers({first:UInt64}, {count:UInt64})
        WHERE n % {one_in:UInt64} = 0 AND (submitted >= {last_minutes:DateTime64(3, 'UTC')}) = {late:Bool}
    )
SELECT
    tenant AS tenant_id,
    reinterpretAsUUID(concat(reinterpretAsFixedString(answer_hash), reinterpretAsFixedString(cityHash64(answer_hash)))) AS answer_id,
    toString(n) AS event_id,
    cityHash64({seed:UInt64}, 'candidate', person) AS candidate_key,
    if(u('cohort', person) < 0.4, '', concat('cohort-', toString(toYYYYMM({start:Date} + toIntervalDay(intDiv(joined, 86400)))), '-', toString(person % 3))) AS cohort,
    ['web', 'web', 'web', 'web', 'web', 'web', 'app', 'app', 'app', 'import'][person % 10 + 1] AS source,
    {questions:Array(String)}[question_no] AS question_id,
    {categories:Array(String)}[question_no] AS category,
    if(u('no company', pair_hash) < 0.12, '', {companies:Array(String)}[company_no]) AS company,
    ['', 'backend engineer', 'product manager', 'data analyst'][person % 4 + 1] AS role,
    ['junior', 'mid', 'senior', 'staff', 'unspecified'][level_no] AS level,
    attempt AS attempt_no,
    'en' AS language,
    if(person % 4 = 0, 'transcript', 'text') AS modality,
    submitted AS submitted_at,
    submitted + toIntervalMillisecond(20 + toUInt32(400 * u('way', answer_hash))) AS ingested_at,
    submitted + toIntervalMillisecond(450 + toUInt32(if(answer_hash % 200 = 0, 60000, 2000) * u('wait', answer_hash))) AS scored_at,
    hour_there AS local_hour,
    toDayOfWeek(submitted) AS local_dow,
    u('p1', answer_hash) < 0.6 + 0.4 * score AS situation_present,
    if(situation_present, 0.1 + 0.2 * u('s1', answer_hash), 0) AS situation_share,
    u('p2', answer_hash) < 0.4 + 0.5 * score AS task_present,
    if(task_present, 0.05 + 0.1 * u('s2', answer_hash), 0) AS task_share,
    u('p3', answer_hash) < 0.7 + 0.3 * score AS action_present,
    if(action_present, 0.2 + 0.2 * u('s3', answer_hash), 0) AS action_share,
    u('p4', answer_hash) < 0.3 + 0.7 * score AS result_present,
    if(result_present, 0.1 + 0.1 * u('s4', answer_hash), 0) AS result_share,
    u('p5', answer_hash) < 0.6 * score AS learning_present,
    if(learning_present, 0.05 + 0.05 * u('s5', answer_hash), 0) AS learning_share,
    metrics_percent + metrics_money + metrics_count AS metric_count,
    toUInt16(3 * score * u('percent', answer_hash)) AS metrics_percent,
    toUInt16(1.3 * score * u('money', answer_hash)) AS metrics_money,
    0 AS metrics_duration,
    toUInt16(2.2 * score * u('count', answer_hash)) AS metrics_count,
    0 AS metrics_multiplier,
    0 AS metrics_delta,
    0 AS metrics_score,
    0 AS metrics_other,
    metric_count > 0 AND result_present AND u('outcome', answer_hash) < 0.7 AS outcome_metric,
    arrayFilter(point -> u(point, answer_hash) < 0.2 + 0.6 * score, {key_points:Array(Array(String))}[question_no]) AS key_points_hit,
    arrayFilter(point -> u(point, answer_hash) >= 0.2 + 0.6 * score, {key_points:Array(Array(String))}[question_no]) AS key_points_missed,
    -- The better the answer the fewer; juniors make more of them; each is half as common as the one two before.
    arrayFilter((mistake, place) -> u(mistake, answer_hash) < (1.25 - score) * (1.3 - 0.1 * (level_no % 5)) * pow(0.75, place), {mistakes:Array(String)}, arrayEnumerate({mistakes:Array(String)})) AS mistake_ids,
    arrayMap(mistake -> ['critical', 'major', 'major', 'minor', 'minor'][cityHash64(mistake) % 5 + 1], mistake_ids) AS mistake_severities,
    if(company_no > 12, NULL, toBool(u('focus', answer_hash) < score)) AS company_focus,
    if(level_no = 5, NULL, toBool(u('fit', answer_hash) < 0.3 + 0.6 * score)) AS level_fit,
    round(least(1, score * (0.85 + 0.3 * u('structure', answer_hash))), 6) AS structure,
    round(least(1, score * (0.8 + 0.35 * u('content', answer_hash))), 6) AS content,
    if(modality = 'transcript', score, NULL) AS delivery,
    score AS overall,
    score >= 0.6 AS passed,
    toUInt32(20 + 330 * pow(u('words', answer_hash), 1.5) + 60 * score) AS word_count,
    if(modality = 'transcript', toUInt32(word_count * 430), NULL) AS duration_ms,
    {version:String} AS scorer_version,
    '1' AS rubric_version,
    toUUID('5ca1ab1e-0000-4000-8000-000000000000') AS _topic_id,
    if({one_in:UInt64} = 1, 0, 1) AS _partition,
    n AS _offset
FROM drawn
