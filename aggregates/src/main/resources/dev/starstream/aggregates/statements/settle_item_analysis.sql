-- Adds up difficulty and discrimination of each question out of practice, which has to be settled before.
INSERT INTO item_analysis
(
    generation, tenant_id, scorer_version, first_attempts_only, company, level, question_id, category,
    answers, failed, people, pairs, x, y, xx, yy, xy
)
WITH
    -- Erased people are in erased_answers, and leave practice in a moment.
    given AS
    (
        SELECT
            tenant_id,
            scorer_version,
            first_only,
            company,
            level,
            question_id,
            category,
            candidate_key,
            whole,
            if(first_only AND last_attempt > 1, 1, attempts) AS tries,
            if(first_only, score_at_first * tries, scored) AS total,
            if(first_only, passed_at_first * tries, passes) AS reaching
        FROM practice
        ARRAY JOIN if(first_attempt = 1, [true, false], [false]) AS first_only
        WHERE generation = {generation:UInt64}
            AND (tenant_id, candidate_key) NOT IN (SELECT tenant_id, candidate_key FROM erased_candidates)
    ),
    persons AS
    (
        SELECT tenant_id, scorer_version, first_only, candidate_key, sum(tries) AS all_tries, sum(total) AS all_total
        FROM given
        GROUP BY tenant_id, scorer_version, first_only, candidate_key
    ),
    -- A pair of person and question within a company and level, and in all companies and levels.
    pairs_given AS
    (
        SELECT
            tenant_id,
            scorer_version,
            first_only,
            [toString(company), '(all)'] AS companies,
            [toString(level), '(all)'] AS levels,
            question_id,
            category,
            candidate_key,
            tries AS tries_in,
            reaching AS reaching_in,
            tries AS pair_tries,
            total AS pair_total
        FROM given
        WHERE whole
        UNION ALL
        SELECT
            tenant_id,
            scorer_version,
            first_only,
            [in_company] AS companies,
            [in_level] AS levels,
            question_id,
            max(category),
            candidate_key,
            sum(tries) AS tries_in,
            sum(reaching) AS reaching_in,
            maxIf(sum(tries), in_company = '(all)' AND in_level = '(all)') OVER by_pair AS pair_tries,
            maxIf(sum(total), in_company = '(all)' AND in_level = '(all)') OVER by_pair AS pair_total
        FROM given
        ARRAY JOIN [toString(company), '(all)'] AS in_company
        ARRAY JOIN [toString(level), '(all)'] AS in_level
        WHERE NOT whole
        GROUP BY tenant_id, scorer_version, first_only, in_company, in_level, question_id, candidate_key
        WINDOW by_pair AS (PARTITION BY tenant_id, scorer_version, first_only, question_id, candidate_key)
    )
SELECT
    {generation:UInt64},
    tenant_id,
    scorer_version,
    first_only,
    in_company,
    in_level,
    question_id,
    max(topic),
    sum(n),
    sum(k),
    sum(who),
    sum(m),
    sum(sum_x),
    sum(sum_y),
    sum(sum_xx),
    sum(sum_yy),
    sum(sum_xy)
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        first_only,
        companies,
        levels,
        question_id,
        max(category) AS topic,
        sum(tries_in) AS n,
        toUInt64(n - sum(reaching_in)) AS k,
        count() AS who,
        countIf(all_tries > pair_tries) AS m,
        sumIf(reaching_in / tries_in AS own, all_tries > pair_tries) AS sum_x,
        sumIf((all_total - pair_total) / (all_tries - pair_tries) AS others, all_tries > pair_tries) AS sum_y,
        sumIf(own * own, all_tries > pair_tries) AS sum_xx,
        sumIf(others * others, all_tries > pair_tries) AS sum_yy,
        sumIf(own * others, all_tries > pair_tries) AS sum_xy
    FROM pairs_given
    INNER JOIN persons USING (tenant_id, scorer_version, first_only, candidate_key)
    GROUP BY tenant_id, scorer_version, first_only, companies, levels, question_id
    UNION ALL
    SELECT
        tenant_id,
        scorer_version,
        first_only,
        [in_company] AS companies,
        [in_level] AS levels,
        question_id,
        max(e.category) AS topic,
        count() AS n,
        countIf(NOT e.passed) AS k,
        uniqExact(e.candidate_key) AS who,
        0 AS m,
        0 AS sum_x,
        0 AS sum_y,
        0 AS sum_xx,
        0 AS sum_yy,
        0 AS sum_xy
    FROM erased_answers AS e FINAL
    ARRAY JOIN if(attempt_no = 1, [true, false], [false]) AS first_only
    ARRAY JOIN [toString(company), '(all)'] AS in_company
    ARRAY JOIN [toString(level), '(all)'] AS in_level
    GROUP BY tenant_id, scorer_version, first_only, in_company, in_level, question_id
)
ARRAY JOIN companies AS in_company
ARRAY JOIN levels AS in_level
GROUP BY tenant_id, scorer_version, first_only, in_company, in_level, question_id
-- What is too much for memory is put aside.
SETTINGS max_bytes_before_external_group_by = 500000000, max_bytes_before_external_sort = 500000000
