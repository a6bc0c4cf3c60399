-- Counts the answers anew that were inserted until the moment, by each of the kinds of tallies.
-- An answer that is being erased is in both tables for a moment, and here once.
-- First groups that tell first attempts apart, then each of them in all the rows that it belongs to.
INSERT INTO tallies
(
    generation, tenant_id, scorer_version, first_attempts_only, kind, item, bucket, answers, passed, people, overall_sum, overall_median, structure_sum, content_sum,
    outcome_metric_answers, mistakes, words, critique_seconds, stored_seconds, last_submitted, last_ingested, last_scored
)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    row_of.1 AS kind,
    item,
    row_of.2 AS bucket,
    sum(n),
    sum(k),
    uniqCombined64MergeStateIf(who, kind != 'wait'),
    sum(total),
    quantileBFloat16MergeState(0.5)(middle),
    sum(total_structure),
    sum(total_content),
    sum(k_outcome),
    sum(made),
    sum(written),
    quantilesMergeStateIf(0.5, 0.99)(critiques, kind = 'source'),
    quantilesMergeStateIf(0.5, 0.99)(stored, kind = 'source'),
    max(newest_submitted),
    max(newest_ingested),
    max(newest_scored)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        attempt_no = 1 AS first_attempt,
        counted.1 AS counted_kind,
        counted.2 AS item,
        counted.3 AS counted_bucket,
        count() AS n,
        countIf(s.passed) AS k,
        uniqCombined64State(candidate_key) AS who,
        sum(overall) AS total,
        quantileBFloat16StateIf(0.5)(overall, counted_kind = 'attempt') AS middle,
        sum(structure) AS total_structure,
        sum(content) AS total_content,
        countIf(outcome_metric) AS k_outcome,
        sum(mistakes_made) AS made,
        sum(word_count) AS written,
        quantilesStateIf(0.5, 0.99)(critique, counted_kind = 'wait') AS critiques,
        quantilesStateIf(0.5, 0.99)(in_table, counted_kind = 'wait') AS stored,
        max(submitted_at) AS newest_submitted,
        max(ingested_at) AS newest_ingested,
        max(scored_at) AS newest_scored
    FROM
    (
        SELECT
            tenant_id, scorer_version, attempt_no, candidate_key, overall, passed, structure, content, outcome_metric, length(mistake_ids) AS mistakes_made, word_count,
            submitted_at, ingested_at, scored_at,
            toFloat64(scored_at - ingested_at) AS critique,
            toFloat64(inserted_at - ingested_at) AS in_table,
            [
                ('both', '', toUInt32(100 * local_dow + local_hour + 1)),
                ('length', modality, toUInt32(roundDown(word_count, [0, 25, 50, 100, 150, 200, 250, 300, 400, 600]))),
                ('score', '', toUInt32(least(19, floor(overall * 20 + 0.0000001)))),
                ('week', '', toUInt32(toMonday(submitted_at))),
                ('attempt', '', toUInt32(least(attempt_no, 10))),
                ('wait', source, toUInt32(least(86401, greatest(0, ceil(critique)))))
            ] AS counts
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
        UNION ALL
        SELECT
            tenant_id, scorer_version, attempt_no, candidate_key, overall, passed, structure, content, outcome_metric, length(mistake_ids) AS mistakes_made, word_count,
            submitted_at, submitted_at AS ingested_at, submitted_at AS scored_at,
            0 AS critique,
            0 AS in_table,
            [('week', '', toUInt32(toMonday(submitted_at))), ('attempt', '', toUInt32(least(attempt_no, 10)))] AS counts
        FROM erased_answers FINAL
    ) AS s
    ARRAY JOIN counts AS counted
    GROUP BY tenant_id, scorer_version, first_attempt, counted_kind, item, counted_bucket
)
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
ARRAY JOIN
    if(counted_kind = 'both', [('both', counted_bucket), ('hour', counted_bucket % 100), ('weekday', counted_bucket - counted_bucket % 100)],
        if(counted_kind = 'wait', [('wait', counted_bucket), ('source', 0)], [(toString(counted_kind), counted_bucket)])) AS row_of
GROUP BY tenant_id, scorer_version, first_only, kind, item, bucket
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000
