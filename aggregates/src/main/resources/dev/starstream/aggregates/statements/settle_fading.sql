-- Counts mistakes of first and last attempts out of practice, which has to be settled before. A pair within a company and level, and in all companies and levels.
INSERT INTO fading (generation, tenant_id, scorer_version, company, level, mistake_id, pairs, people, first, last)
WITH
    (SELECT groupUniqArrayArray(mistakes::Array(String)) FROM practice WHERE generation = {generation:UInt64}) AS found,
    -- None of them is empty, which transform() would refuse.
    if(empty(found), [''], found) AS names,
    -- Erased people leave practice in a moment.
    given AS
    (
        SELECT
            *,
            -- A number each, with the attempts that show it in the last two bits.
            arrayMap((mistake, at) -> transform(mistake, names, arrayMap(i -> toUInt32(4 * i), range(length(names))), toUInt32(0)) + at, mistakes, mistakes_shown) AS shown
        FROM practice
        WHERE generation = {generation:UInt64}
            AND question_id != ''
            AND (tenant_id, candidate_key) NOT IN (SELECT tenant_id, candidate_key FROM erased_candidates)
    )
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    in_company,
    in_level,
    names[intDiv(one, 4) + 1],
    count(),
    countIf(nth = 1),
    countIf(bitTest(one, 0)),
    countIf(bitTest(one, 1))
FROM
(
    SELECT tenant_id, scorer_version, in_company, in_level, groupArrayArray(shown) AS every
    FROM
    (
        SELECT tenant_id, scorer_version, in_company, in_level, candidate_key, shown
        FROM given
        ARRAY JOIN [toString(company), '(all)'] AS in_company
        ARRAY JOIN [toString(level), '(all)'] AS in_level
        WHERE whole AND first_attempt = 1 AND last_attempt > 1
        UNION ALL
        -- Rows of an attempt each.
        SELECT
            tenant_id,
            scorer_version,
            in_company,
            in_level,
            candidate_key,
            arrayMap(number -> toUInt32(number + arrayExists(x -> x = number + 1 OR x = number + 3, of_first) + 2 * arrayExists(x -> x >= number + 2 AND x <= number + 3, of_last)), arrayDistinct(arrayMap(x -> 4 * intDiv(x, 4), arrayConcat(of_first, of_last)))) AS shown
        FROM
        (
            SELECT
                tenant_id,
                scorer_version,
                in_company,
                in_level,
                candidate_key,
                argMin(shown, (places[1], score_at_first)) AS of_first,
                argMax(shown, (places[-1], score_at_last)) AS of_last
            FROM given
            ARRAY JOIN [toString(company), '(all)'] AS in_company
            ARRAY JOIN [toString(level), '(all)'] AS in_level
            WHERE NOT whole
            GROUP BY tenant_id, scorer_version, in_company, in_level, candidate_key, question_id
            HAVING min(first_attempt) = 1 AND max(last_attempt) > 1
        )
    )
    GROUP BY tenant_id, scorer_version, in_company, in_level, candidate_key
)
ARRAY JOIN
    every AS one,
    -- People count once, however many of their pairs show it.
    arrayEnumerateUniq(arrayMap(x -> intDiv(x, 4), every)) AS nth
GROUP BY tenant_id, scorer_version, in_company, in_level, intDiv(one, 4)
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 500000000
