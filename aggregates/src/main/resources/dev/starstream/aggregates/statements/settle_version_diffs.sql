-- Counts anew what each two versions of the scorer say of the same answers, of which both rows were inserted until the moment; as version_diff_each does.
INSERT INTO version_diffs (generation, tenant_id, version_a, version_b, first_attempts_only, company, level, day, measure, answers, a, b, rose, fell, people)
WITH
    -- What can be said of an answer, by number.
    (
        SELECT arrayConcat(['overall', 'passed', 'situation', 'task', 'action', 'result', 'learning', 'outcome_metric'], arraySort(groupUniqArray(concat('mistake ', mistake_id))))
        FROM mistakes_daily AS d
    ) AS names,
    -- Companies with their levels, by number.
    (
        SELECT (groupArray(cityHash64(company, level)), groupArray(toString(company)), groupArray(toString(level)))
        FROM
        (
            SELECT company, level
            FROM answers_daily AS d
            GROUP BY company, level
        )
    ) AS cells,
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
            any(submitted_on) AS day,
            page,
            groupArray((toString(scorer_version), attempt_no = 1, overall, bits, cell)) AS said
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
                cityHash64(company, level) AS cell,
                toDate(submitted_at) AS submitted_on,
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
    scorer_a,
    scorer_b,
    first_only,
    in_company,
    in_level,
    on_day,
    names[number + 1],
    sum(n),
    sum(sum_a),
    sum(sum_b),
    sum(up),
    sum(down),
    uniqCombined64MergeState(who)
FROM
(
    SELECT
        tenant_id,
        of_a.1 AS scorer_a,
        of_b.1 AS scorer_b,
        first_only,
        place.1 AS of_cell,
        place.2 AS on_day,
        number,
        countIf(number = 0) AS n,
        if(number = 0, sum(of_a.3), toFloat64(countIf(bitTest(of_a.4, bit)))) AS sum_a,
        if(number = 0, sum(of_b.3), toFloat64(countIf(bitTest(of_b.4, bit)))) AS sum_b,
        countIf(bitTest(rises, bit)) AS up,
        countIf(bitTest(falls, bit)) AS down,
        uniqCombined64StateIf(person, number = 0) AS who
    FROM
    (
        SELECT
            tenant_id,
            person,
            day,
            of_a,
            of_b,
            if(page = 0, of_b.3 - of_a.3 >= 0.005, 0) + bitAnd(of_b.4, bitNot(of_a.4)) AS rises,
            if(page = 0, of_a.3 - of_b.3 >= 0.005, 0) + bitAnd(of_a.4, bitNot(of_b.4)) AS falls,
            if(of_a.5 = of_b.5, of_a.5, 0) AS cell,
            arrayJoin(bitPositionsToArray(bitOr(of_a.4, of_b.4))) AS bit,
            64 * page + bit AS number
        FROM scored
        ARRAY JOIN said AS of_a
        ARRAY JOIN said AS of_b
        WHERE of_a.1 != of_b.1
    )
    ARRAY JOIN if(of_a.2 AND of_b.2, [true, false], [false]) AS first_only
    ARRAY JOIN [(cell, toDate(0)), (toUInt64(0), day)] AS place
    GROUP BY tenant_id, scorer_a, scorer_b, first_only, of_cell, on_day, number, bit
)
-- Company and level come with the answer, so they are the same in every version; if not, it counts over all of them only.
ARRAY JOIN arrayDistinct([transform(of_cell, cells.1, cells.2, '(all)'), '(all)']) AS in_company
ARRAY JOIN arrayDistinct([transform(of_cell, cells.1, cells.3, '(all)'), '(all)']) AS in_level
GROUP BY tenant_id, scorer_a, scorer_b, first_only, in_company, in_level, on_day, number
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000
