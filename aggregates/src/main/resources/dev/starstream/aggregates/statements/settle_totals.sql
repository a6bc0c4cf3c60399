-- Counts answers, missing parts and questions anew that were inserted until the moment; mistakes are another statement, since the people of both at once take twice the memory.
-- First groups that tell everything apart, then each of them in all the rows that it belongs to.
INSERT INTO totals
(
    generation,
    tenant_id,
    scorer_version,
    first_attempts_only,
    company,
    level,
    category,
    kind,
    item,
    severity_rank,
    answers,
    passed,
    people,
    overall_sum,
    overall_square_sum,
    metric_answers,
    outcome_metric_answers,
    metric_count
)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    in_company,
    in_level,
    in_category,
    kind,
    item,
    max(rank),
    sum(n),
    sum(k),
    uniqCombined64Merge(who),
    sum(total),
    sum(squares),
    sum(with_metric),
    sum(with_outcome),
    sum(quantities)
FROM
(
    -- Answers are grouped once; the groups count as answers and, of those that lack it, as each of the five parts.
    SELECT
        tenant_id,
        scorer_version,
        first_attempt,
        company,
        level,
        category,
        counted.1 AS kind,
        counted.2 AS item,
        0 AS rank,
        counted.3 AS n,
        counted.4 AS k,
        counted.5 AS who,
        if(counted.1 = 'answer', grouped.total, 0) AS total,
        if(counted.1 = 'answer', grouped.squares, 0) AS squares,
        if(counted.1 = 'answer', grouped.with_metric, 0) AS with_metric,
        if(counted.1 = 'answer', grouped.with_outcome, 0) AS with_outcome,
        if(counted.1 = 'answer', grouped.quantities, 0) AS quantities
    FROM
    (
        SELECT
            tenant_id,
            scorer_version,
            attempt_no = 1 AS first_attempt,
            company,
            level,
            category,
            sum(toDecimal64(overall, 9)) AS total,
            sum(toDecimal64(overall * overall, 9)) AS squares,
            countIf(metric_count > 0) AS with_metric,
            countIf(outcome_metric) AS with_outcome,
            sum(metric_count) AS quantities,
            [
                ('answer', '(all)', count(), countIf(passed), uniqCombined64State(candidate_key)),
                ('part', 'situation', countIf(NOT situation_present), countIf(NOT situation_present AND passed), uniqCombined64StateIf(candidate_key, NOT situation_present)),
                ('part', 'task', countIf(NOT task_present), countIf(NOT task_present AND passed), uniqCombined64StateIf(candidate_key, NOT task_present)),
                ('part', 'action', countIf(NOT action_present), countIf(NOT action_present AND passed), uniqCombined64StateIf(candidate_key, NOT action_present)),
                ('part', 'result', countIf(NOT result_present), countIf(NOT result_present AND passed), uniqCombined64StateIf(candidate_key, NOT result_present)),
                ('part', 'learning', countIf(NOT learning_present), countIf(NOT learning_present AND passed), uniqCombined64StateIf(candidate_key, NOT learning_present))
            ] AS counts
        FROM counted_answers
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        GROUP BY tenant_id, scorer_version, first_attempt, company, level, category
    ) AS grouped
    ARRAY JOIN counts AS counted
    UNION ALL
    SELECT
        tenant_id,
        scorer_version,
        attempt_no = 1 AS first_attempt,
        company,
        level,
        category,
        'question',
        question_id,
        0,
        count(),
        countIf(passed),
        uniqCombined64StateIf(candidate_key, false),
        sum(toDecimal64(overall, 9)),
        sum(toDecimal64(overall * overall, 9)),
        0,
        0,
        0
    FROM counted_answers
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
    GROUP BY tenant_id, scorer_version, first_attempt, company, level, category, question_id
)
ARRAY JOIN [toString(company), '(all)'] AS in_company
ARRAY JOIN [toString(level), '(all)'] AS in_level
ARRAY JOIN [toString(category), '(all)'] AS in_category
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_version, first_only, in_company, in_level, in_category, kind, item
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000
