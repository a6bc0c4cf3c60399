-- Counts anew who came back to a source, as settle_returns.sql does by weeks.
INSERT INTO returns (generation, tenant_id, scorer_version, kind, source, level, days, people, answers, score_first_sum)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    'source',
    source_here,
    level_here,
    if(given = 1, -1, if(gap = 0, 0, round(gap * exp10(2 - floor(log10(gap)))) / exp10(2 - floor(log10(gap))))) AS days_between,
    count(),
    sum(given),
    sum(score_at_first)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        any(source) AS source_here,
        any(level) AS level_here,
        count() AS given,
        groupArraySorted(2)(toUnixTimestamp64Milli(submitted_at)) AS earliest,
        toFloat64(earliest[2] - earliest[1]) / 1000 / 86400 AS gap,
        -- Of two at once the lower score is the first. One number as key, for which the bits of a share do: they rise with it.
        argMin(overall, bitShiftLeft(toUInt128(toUnixTimestamp64Milli(submitted_at)), 64) + reinterpretAsUInt64(overall)) AS score_at_first
    FROM answer_scores
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    GROUP BY tenant_id, scorer_version, candidate_key, cityHash64(source, level)
)
GROUP BY tenant_id, scorer_version, source_here, level_here, days_between
SETTINGS max_bytes_before_external_group_by = 700000000
