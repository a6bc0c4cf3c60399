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
    shown,
    count(),
    uniqExact(candidate_key),
    countIf(shown = '' OR (shown = '(any)' AND notEmpty(at_first)) OR has(at_first, shown)),
    countIf(shown = '' OR (shown = '(any)' AND notEmpty(at_last)) OR has(at_last, shown))
FROM
(
    SELECT tenant_id, scorer_version, candidate_key, mistakes_at_first AS at_first, mistakes_at_last AS at_last
    FROM given
    WHERE whole AND first_attempt = 1 AND last_attempt > 1
    UNION ALL
    SELECT
        tenant_id,
        scorer_version,
        candidate_key,
        argMin(mistakes_at_first, (places[1], score_at_first)) AS at_first,
        argMax(mistakes_at_last, (places[-1], score_at_last)) AS at_last
    FROM given
    WHERE NOT whole
    GROUP BY tenant_id, scorer_version, candidate_key, question_id
    HAVING min(first_attempt) = 1 AND max(last_attempt) > 1
)
ARRAY JOIN arrayConcat([''], if(empty(at_first) AND empty(at_last), [], ['(any)']), arrayDistinct(arrayConcat(at_first, at_last))) AS shown
GROUP BY tenant_id, scorer_version, shown
