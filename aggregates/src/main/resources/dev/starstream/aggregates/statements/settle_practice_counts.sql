-- Adds up the pairs of a generation of practice, for one kind of groups.
INSERT INTO practice_counts
(
    generation, tenant_id, scorer_version, by, named, began, last_attempt, attempts, ended, has_passed, held, pairs, irregular, irregular_answers,
    scores_at_first, scores_at_last, gain_squares, improved, passed_at_first, passed_at_last, gained, gained_squares,
    people_reached, people_reached_all, people_ended_all, people_practised, people_practised_all, people_held, people_held_all
)
WITH
    given AS
    (
        SELECT
            *,
            if({by:String} = 'category', category, if({by:String} = 'question', question_id, if({by:String} = 'company', company, if({by:String} = 'level', level, if({by:String} = 'cohort', cohort, source))))) AS named
        FROM practice
        WHERE generation = {generation:UInt64} AND question_id != ''
    ),
    each AS
    (
        SELECT
            tenant_id,
            scorer_version,
            named,
            candidate_key,
            first_attempt = 1 AS began,
            last_attempt,
            attempts,
            if(passed_at > 0, passed_at, last_attempt) AS ended,
            passed_at > 0 AS has_passed,
            gained < 1e-9 AND NOT passed_later AS held,
            irregular,
            score_at_first,
            score_at_last,
            passed_at_first,
            passed_at_last,
            gained
        FROM given
        WHERE whole
        UNION ALL
        -- Rows of an attempt each, which this kind of groups puts together or not.
        SELECT
            tenant_id,
            scorer_version,
            named,
            candidate_key,
            bitShiftRight(tried[1], 112) = 1 AS began,
            toUInt16(bitShiftRight(tried[-1], 112)) AS last_attempt,
            toUInt32(length(tried)) AS attempts,
            if(has_passed, toUInt16(bitShiftRight(arrayFirst(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), tried), 112)), last_attempt) AS ended,
            arrayExists(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), tried) AS has_passed,
            gained < 1e-9 AND NOT (attempts > 1 AND arrayExists(at -> bitTest(toUInt64(bitShiftRight(at, 64)), 0), arraySlice(tried, -intDiv(attempts, 2)))) AS held,
            if(arrayMap(at -> toUInt16(bitShiftRight(at, 112)), tried) AS tries = range(toUInt16(1), toUInt16(attempts + 1)), [], tries) AS irregular,
            scores[1] AS score_at_first,
            scores[-1] AS score_at_last,
            bitTest(toUInt64(bitShiftRight(tried[1], 64)), 0) AS passed_at_first,
            bitTest(toUInt64(bitShiftRight(tried[-1], 64)), 0) AS passed_at_last,
            if(attempts = 1, 0, arrayAvg(arraySlice(arrayMap(at -> reinterpretAsFloat64(toUInt64(at)), tried) AS scores, -intDiv(attempts, 2))) - arrayAvg(arraySlice(scores, 1, intDiv(attempts, 2)))) AS gained
        FROM
        (
            SELECT
                tenant_id,
                scorer_version,
                named,
                candidate_key,
                arraySort(groupArray(bitShiftLeft(toUInt128(places[1]), 64) + reinterpretAsUInt64(scores[1]))) AS tried
            FROM given
            WHERE NOT whole
            GROUP BY tenant_id, scorer_version, named, candidate_key, question_id
        )
    ),
    -- Groups by a number, which is quicker than three texts a row.
    groups AS
    (
        SELECT DISTINCT cityHash64(tenant_id, scorer_version, named) AS number, tenant_id, scorer_version, named
        FROM given
    ),
    -- How far each person came, within a group and within all of them.
    people AS
    (
        SELECT number, of_all, reached, farthest_end, practised, practised_held, count() AS people
        FROM
        (
            SELECT
                cityHash64(tenant_id, scorer_version, named) AS number,
                false AS of_all,
                maxIf(last_attempt, began) AS reached,
                maxIf(ended, began) AS farthest_end,
                max(attempts) AS practised,
                maxIf(attempts, held) AS practised_held
            FROM each
            GROUP BY candidate_key, number
            UNION ALL
            SELECT
                any(cityHash64(tenant_id, scorer_version, named)) AS number,
                true AS of_all,
                maxIf(last_attempt, began) AS reached,
                maxIf(ended, began) AS farthest_end,
                max(attempts) AS practised,
                maxIf(attempts, held) AS practised_held
            FROM each
            GROUP BY candidate_key, cityHash64(tenant_id, scorer_version)
        )
        GROUP BY number, of_all, reached, farthest_end, practised, practised_held
    )
SELECT
    {generation:UInt64}, tenant_id, scorer_version, {by:String}, named, began, last_attempt, attempts, ended, has_passed, held,
    count(), sumMap(irregular, arrayResize(emptyArrayInt64(), length(irregular), 1)).1, sumMap(irregular, arrayResize(emptyArrayInt64(), length(irregular), 1)).2,
    sum(score_at_first), sum(score_at_last), sum((score_at_last - score_at_first) * (score_at_last - score_at_first)), countIf(score_at_last > score_at_first),
    countIf(passed_at_first), countIf(passed_at_last), sum(gained), sum(gained * gained),
    0, 0, 0, 0, 0, 0, 0
FROM each
GROUP BY tenant_id, scorer_version, named, began, last_attempt, attempts, ended, has_passed, held, empty(irregular)
UNION ALL
-- A row a person's farthest pair, in that respect in which it is.
SELECT
    {generation:UInt64}, tenant_id, scorer_version, {by:String}, named, respect IN ('reached', 'ended'), if(respect = 'reached', far, 0), if(respect IN ('practised', 'held'), far, 0), if(respect = 'ended', far, 0), 0, respect = 'held',
    0, [], [], 0, 0, 0, 0, 0, 0, 0, 0,
    sumIf(people, respect = 'reached' AND NOT of_all), sumIf(people, respect = 'reached' AND of_all), sumIf(people, respect = 'ended' AND of_all),
    sumIf(people, respect = 'practised' AND NOT of_all), sumIf(people, respect = 'practised' AND of_all),
    sumIf(people, respect = 'held' AND NOT of_all), sumIf(people, respect = 'held' AND of_all)
FROM people
INNER JOIN groups USING (number)
ARRAY JOIN ['reached', 'ended', 'practised', 'held'] AS respect, [toUInt32(reached), toUInt32(farthest_end), practised, practised_held] AS far
WHERE far > 0
GROUP BY tenant_id, scorer_version, named, respect, far
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 500000000, max_bytes_before_external_sort = 500000000
