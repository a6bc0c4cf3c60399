-- Counts answers, parts and questions anew that were inserted until the moment; mistakes are another statement, since the people of both at once take twice the memory.
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
    present,
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
    sum(told),
    uniqMergeState(who),
    sum(total),
    sum(squares),
    sum(with_metric),
    sum(with_outcome),
    sum(quantities)
FROM
(
    -- Answers are grouped once, and their groups count as answers and as each of the five parts.
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
        n,
        k,
        counted.3 AS told,
        counted.4 AS who,
        total,
        squares,
        with_metric,
        with_outcome,
        quantities
    FROM
    (
        SELECT
            tenant_id,
            scorer_version,
            attempt_no = 1 AS first_attempt,
            company,
            level,
            category,
            count() AS n,
            countIf(passed) AS k,
            sum(toDecimal64(overall, 9)) AS total,
            sum(toDecimal64(overall * overall, 9)) AS squares,
            countIf(metric_count > 0) AS with_metric,
            countIf(outcome_metric) AS with_outcome,
            sum(metric_count) AS quantities,
            [
                ('answer', '', 0, uniqState(candidate_key)),
                ('part', 'situation', countIf(situation_present), uniqStateIf(candidate_key, NOT situation_present)),
                ('part', 'task', countIf(task_present), uniqStateIf(candidate_key, NOT task_present)),
                ('part', 'action', countIf(action_present), uniqStateIf(candidate_key, NOT action_present)),
                ('part', 'result', countIf(result_present), uniqStateIf(candidate_key, NOT result_present)),
                ('part', 'learning', countIf(learning_present), uniqStateIf(candidate_key, NOT learning_present))
            ] AS counts
        FROM counted_answers
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
        GROUP BY tenant_id, scorer_version, first_attempt, company, level, category
    )
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
        0,
        uniqStateIf(candidate_key, false),
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
