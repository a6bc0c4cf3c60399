-- Counts anew what each two versions of the scorer say of the same answers, of which both rows were inserted until the moment; as version_diff_each does.
INSERT INTO version_diffs (generation, tenant_id, version_a, version_b, first_attempts_only, measure, answers, a, b, rose, fell, people)
WITH
    -- What can be said of an answer, by number.
    (
        SELECT arrayConcat(['overall', 'passed', 'situation', 'task', 'action', 'result', 'learning', 'outcome_metric'], arraySort(groupUniqArray(concat('mistake ', mistake_id))))
        FROM mistakes_daily AS d
    ) AS names,
    -- Of each tenant the version that has scored most.
    most AS
    (
        SELECT tenant_id, argMax(scorer_version, given) AS scorer_version
        FROM
        (
            SELECT tenant_id, scorer_version, sum(answers) AS given
            FROM answers_daily AS d
            GROUP BY tenant_id, scorer_version
        )
        GROUP BY tenant_id
    ),
    scored AS
    (
        SELECT
            any(tenant_id) AS tenant_id,
            any(candidate_key) AS person,
            page,
            groupArray((toString(scorer_version), attempt_no = 1, overall, bits)) AS said
        FROM
        (
            SELECT
                tenant_id,
                -- Two tenants may give the same id.
                cityHash64(tenant_id, answer_id) AS answer,
                candidate_key,
                scorer_version,
                attempt_no,
                overall,
                page,
                if(page = 0, 1 + 2 * passed + 4 * situation_present + 8 * task_present + 16 * action_present + 32 * result_present + 64 * learning_present + 128 * outcome_metric, 0) + arraySum(
                    arrayMap(
                        number -> bitShiftLeft(toUInt64(number > 0 AND intDiv(number, 64) = page), number % 64),
                        arrayMap(id -> transform(concat('mistake ', id), names, range(length(names)), 0), mistake_ids))) AS bits
            FROM answer_scores
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
                -- Who is being erased is still here for a moment.
                AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
                -- Of two versions one is not the one that has scored most: answers of that alone are not read any further.
                AND cityHash64(answer_id) IN (SELECT cityHash64(answer_id) FROM answer_scores WHERE (tenant_id, scorer_version) NOT IN (SELECT tenant_id, scorer_version FROM most))
        )
        GROUP BY answer, page
        HAVING count() > 1
    )
SELECT
    {generation:UInt64},
    tenant_id,
    of_a.1 AS scorer_a,
    of_b.1 AS scorer_b,
    first_only,
    names[number + 1],
    countIf(number = 0),
    if(number = 0, sum(of_a.3), toFloat64(countIf(bitTest(of_a.4, bit)))),
    if(number = 0, sum(of_b.3), toFloat64(countIf(bitTest(of_b.4, bit)))),
    countIf(bitTest(rises, bit)),
    countIf(bitTest(falls, bit)),
    uniqCombined64StateIf(person, number = 0)
FROM
(
    SELECT
        tenant_id,
        person,
        of_a,
        of_b,
        if(page = 0, of_b.3 - of_a.3 >= 0.005, 0) + bitAnd(of_b.4, bitNot(of_a.4)) AS rises,
        if(page = 0, of_a.3 - of_b.3 >= 0.005, 0) + bitAnd(of_a.4, bitNot(of_b.4)) AS falls,
        arrayJoin(bitPositionsToArray(bitOr(of_a.4, of_b.4))) AS bit,
        64 * page + bit AS number
    FROM scored
    ARRAY JOIN said AS of_a
    ARRAY JOIN said AS of_b
    WHERE of_a.1 != of_b.1
)
ARRAY JOIN if(of_a.2 AND of_b.2, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_a, scorer_b, first_only, number, bit
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000
