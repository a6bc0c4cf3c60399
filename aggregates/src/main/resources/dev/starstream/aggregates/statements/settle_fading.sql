-- Counts mistakes of first and last attempts out of practice, which has to be settled before.
INSERT INTO fading (generation, tenant_id, scorer_version, mistake_id, pairs, people, first, last)
WITH
    -- Erased people leave practice in a moment.
    given AS
    (
        SELECT *
        FROM practice
        WHERE generation = {generation:UInt64}
            AND question_id != ''
            AND (tenant_id, candidate_key) NOT IN (SELECT tenant_id, candidate_key FROM erased_candidates)
    )
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    mistake,
    count(),
    uniqExact(candidate_key),
    countIf(at_first),
    countIf(at_last)
FROM
(
    SELECT tenant_id, scorer_version, candidate_key, mistake, bitTest(at_attempts, 0) AS at_first, bitTest(at_attempts, 1) AS at_last
    FROM given
    ARRAY JOIN
        mistakes AS mistake,
        mistakes_shown AS at_attempts
    WHERE whole AND first_attempt = 1 AND last_attempt > 1
    UNION ALL
    -- Rows of an attempt each.
    SELECT tenant_id, scorer_version, candidate_key, arrayJoin(arrayDistinct(arrayConcat(of_first, of_last))) AS mistake, has(of_first, mistake) AS at_first, has(of_last, mistake) AS at_last
    FROM
    (
        SELECT
            tenant_id,
            scorer_version,
            candidate_key,
            argMin(mistakes, (places[1], score_at_first)) AS of_first,
            argMax(mistakes, (places[-1], score_at_last)) AS of_last
        FROM given
        WHERE NOT whole
        GROUP BY tenant_id, scorer_version, candidate_key, question_id
        HAVING min(first_attempt) = 1 AND max(last_attempt) > 1
    )
)
GROUP BY tenant_id, scorer_version, mistake
