-- Writes a generation of practice out of every answer that was inserted until then.
INSERT INTO practice
(
    generation, tenant_id, scorer_version, candidate_key, question_id, category, company, level, cohort, source, whole,
    first_day, last_day, attempts, places, scores, first_attempt, last_attempt, score_at_first, score_at_last, passed_at_first, passed_at_last, passed_at,
    gained, passed_later
)
WITH
    given AS
    (
        SELECT
            *,
            cityHash64(tenant_id, scorer_version, question_id) AS asked,
            cityHash64(category, company, level, cohort, source) AS group_of_row,
            bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed AS place,
            -- Of two at once the lower score is the first. The bits of a share do: they rise with it.
            bitShiftLeft(toUInt128(place), 64) + reinterpretAsUInt64(overall) AS in_order
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:Int64}, 'UTC')
    ),
    -- Pairs of person and question whose attempts differ in company, level and so on.
    mixed AS
    (
        SELECT candidate_key, asked
        FROM given
        GROUP BY candidate_key, asked
        HAVING min(group_of_row) != max(group_of_row)
    )
SELECT
    {generation:Int64},
    any(tenant_id),
    any(scorer_version),
    candidate_key,
    any(question_id),
    any(category),
    any(company),
    any(level),
    any(cohort),
    any(source),
    alone = 0,
    min(toDate(submitted_at)),
    max(toDate(submitted_at)),
    count(),
    arraySort(groupArray(place)) AS places,
    arrayMap(tried -> reinterpretAsFloat64(toUInt64(tried)), arraySort(groupArray(in_order))) AS scores,
    min(attempt_no),
    max(attempt_no),
    scores[1],
    scores[-1],
    bitTest(places[1], 0),
    bitTest(places[-1], 0),
    minIf(attempt_no, passed),
    if(count() = 1, 0, arrayAvg(arraySlice(scores, -intDiv(count(), 2))) - arrayAvg(arraySlice(scores, 1, intDiv(count(), 2)))),
    count() > 1 AND arrayExists(at -> bitTest(at, 0), arraySlice(places, -intDiv(count(), 2)))
FROM given
GROUP BY
    candidate_key,
    asked,
    if((candidate_key, asked) IN (SELECT candidate_key, asked FROM mixed), in_order, 0) AS alone
SETTINGS max_bytes_before_external_group_by = 1500000000, max_bytes_before_external_sort = 1500000000
