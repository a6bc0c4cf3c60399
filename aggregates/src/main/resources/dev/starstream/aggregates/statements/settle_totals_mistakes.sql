-- Counts mistakes anew of the answers inserted until the moment, as settle_totals.sql does the answers.
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
    overall_square_sum
)
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    in_company,
    in_level,
    in_category,
    'mistake',
    mistake_id,
    max(rank),
    sum(n),
    sum(k),
    uniqCombined64Merge(who),
    sum(total),
    sum(squares)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        attempt_no = 1 AS first_attempt,
        company,
        level,
        category,
        mistake_id,
        max(indexOf(['minor', 'major', 'critical'], severity)) AS rank,
        count() AS n,
        countIf(passed) AS k,
        uniqCombined64State(candidate_key) AS who,
        sum(toDecimal64(overall, 9)) AS total,
        sum(toDecimal64(overall * overall, 9)) AS squares
    FROM counted_answers
    ARRAY JOIN mistake_ids AS mistake_id, mistake_severities AS severity
    WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
    GROUP BY tenant_id, scorer_version, first_attempt, company, level, category, mistake_id
)
ARRAY JOIN [toString(company), '(all)'] AS in_company
ARRAY JOIN [toString(level), '(all)'] AS in_level
ARRAY JOIN [toString(category), '(all)'] AS in_category
ARRAY JOIN if(first_attempt, [true, false], [false]) AS first_only
GROUP BY tenant_id, scorer_version, first_only, in_company, in_level, in_category, mistake_id
-- One thread holds each group once; what is too much for memory is put aside.
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000, min_insert_block_size_bytes = 100000000
