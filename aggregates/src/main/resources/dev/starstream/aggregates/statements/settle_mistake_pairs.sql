-- Counts mistakes that occur together anew, of the answers inserted until the moment; as mistake_pairs_each does, for all tenants and versions at once.
INSERT INTO mistake_pairs (generation, tenant_id, scorer_version, first_attempts_only, mistake, other, answers, answers_by_question, people)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    pair.1,
    pair.2,
    sum(given),
    CAST(sumMapIf(questions, givens, pair.1 = ''), 'Map(String, UInt64)'),
    uniqCombined64ArrayStateIf(who, pair.1 != '')
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        first_attempt,
        arraySort(CAST(any(mistakes), 'Array(String)')) AS made,
        sum(times) AS given,
        groupArray(question) AS questions,
        groupArray(times) AS givens,
        groupArrayArray(persons) AS who
    FROM
    (
        SELECT
            tenant_id,
            scorer_version,
            attempt_no = 1 AS first_attempt,
            cityHash64(mistake_ids) AS shown,
            toString(any(question_id)) AS question,
            any(mistake_ids) AS mistakes,
            count() AS times,
            groupArray(candidate_key) AS persons
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
            -- Who is being erased is still here for a moment.
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
        GROUP BY tenant_id, scorer_version, first_attempt, shown, cityHash64(question_id)
    )
    GROUP BY tenant_id, scorer_version, first_attempt, shown
)
ARRAY JOIN arrayConcat(
    [('', '')],
    arrayMap(one -> ('', one), made),
    arrayFlatten(arrayMap((one, place) -> arrayMap(second -> (one, second), arraySlice(made, place + 1)), made, arrayEnumerate(made)))) AS pair
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_version, first_only, pair
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000
