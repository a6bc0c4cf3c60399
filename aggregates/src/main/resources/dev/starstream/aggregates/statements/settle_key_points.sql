-- Counts missed key points anew, of the answers inserted until the moment; as key_points_each does, for all tenants and versions at once.
INSERT INTO key_points (generation, tenant_id, scorer_version, first_attempts_only, question_id, points, answers, missed, people)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    question,
    points,
    sum(given),
    sumForEach(arrayMap(point -> has(not_covered, point) * given, points)),
    uniqCombined64ArrayState(who)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        attempt_no = 1 AS first_attempt,
        any(question_id) AS question,
        any(key_points_missed) AS not_covered,
        arraySort(arrayConcat(any(key_points_hit), not_covered)) AS points,
        count() AS given,
        groupArray(candidate_key) AS who
    FROM answer_scores
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        -- Who is being erased is still here for a moment.
        AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    GROUP BY tenant_id, scorer_version, first_attempt, cityHash64(question_id, key_points_hit, key_points_missed)
)
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_version, first_only, question, points
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000
