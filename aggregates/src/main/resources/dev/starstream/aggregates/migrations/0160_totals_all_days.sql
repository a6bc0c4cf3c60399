-- As totals_each, of all days, cohorts and sources: what is settled, and the answers since. Insights read it in the place of totals_each when they are asked for none of these.
-- People are those of totals and whoever has come since: those who answered since with what they had shown before, less who had shown it before. Where no settlement holds, all answers are 'since'.
-- The answers are those of counted_answers; that view has so many columns that it would be a fifth of the time.
CREATE OR REPLACE VIEW totals_all_days
(
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    category LowCardinality(String) COMMENT 'Category of the question, empty if it is none of the catalogue; (all) is all of them together',
    item LowCardinality(String) COMMENT 'Which mistake, part or question, empty if it is none of the catalogue; (all) is all answers',
    severity_rank UInt8 COMMENT 'Worst severity of the mistake: 1 minor, 2 major, 3 critical; 0 for all else',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark',
    people UInt64 COMMENT 'Candidates who gave them, exact below 4,096 and to 0.3 % beyond; 0 for a question',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals so that the order of adding does not matter; toFloat64() before dividing. Not kept of parts',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread',
    metric_answers UInt64 COMMENT 'Answers with any quantity',
    outcome_metric_answers UInt64 COMMENT 'Answers with a quantity that measures an effect of the work',
    metric_count UInt64 COMMENT 'Quantities, all kinds'
)
AS WITH
    if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String}) AS version,
    assumeNotNull((SELECT generation FROM settled)) AS settled_until
SELECT
    company,
    level,
    category,
    item,
    max(severity_rank) AS severity_rank,
    sum(answers) AS answers,
    sum(passed) AS passed,
    sum(people) AS people,
    sum(overall_sum) AS overall_sum,
    sum(overall_square_sum) AS overall_square_sum,
    sum(metric_answers) AS metric_answers,
    sum(outcome_metric_answers) AS outcome_metric_answers,
    sum(metric_count) AS metric_count
FROM
(
    SELECT
        if({by_company:String} = 'all', '(all)', company) AS company,
        if({by_level:String} = 'all', '(all)', level) AS level,
        if({by_category:String} = 'all', '(all)', category) AS category,
        item,
        severity_rank,
        answers,
        passed,
        toInt64(people) AS people,
        overall_sum,
        overall_square_sum,
        metric_answers,
        outcome_metric_answers,
        metric_count
    FROM
    (
        SELECT *
        FROM totals
        WHERE generation = settled_until
            AND tenant_id = {tenant:String}
            AND scorer_version = version
            AND kind IN ('answer', {kind:String})
            AND first_attempts_only = {first_attempts_only:UInt8}
            AND if({by_company:String} = 'all', company = if({company:String} = '', '(all)', {company:String}), (company != '(all)' OR {by_company:String} = 'both') AND ({company:String} = '' OR company IN ('(all)', {company:String})))
            AND if({by_level:String} = 'all', level = if({level:String} = '', '(all)', {level:String}), (level != '(all)' OR {by_level:String} = 'both') AND ({level:String} = '' OR level IN ('(all)', {level:String})))
            AND if({by_category:String} = 'all', category = if({category:String} = '', '(all)', {category:String}), (category != '(all)' OR {by_category:String} = 'both') AND ({category:String} = '' OR category IN ('(all)', {category:String})))
    )
    UNION ALL
    SELECT
        in_company AS company,
        in_level AS level,
        in_category AS category,
        item,
        max(rank) AS severity_rank,
        sum(n_since) AS answers,
        sum(k) AS passed,
        toInt64(uniqCombined64Merge(who)) - toInt64(uniqCombined64Merge(who_before)) AS people,
        sum(total) AS overall_sum,
        sum(squares) AS overall_square_sum,
        sum(with_metric) AS metric_answers,
        sum(with_outcome) AS outcome_metric_answers,
        sum(quantities) AS metric_count
    FROM
    (
        SELECT
            if({by_company:String} = 'all', '(all)', company) AS of_company,
            if({by_level:String} = 'all', '(all)', level) AS of_level,
            if({by_category:String} = 'all', '(all)', category) AS of_category,
            item,
            max(transform(severity, ['minor', 'major', 'critical'], [1, 2, 3], 0)) AS rank,
            sum(n) AS n_since,
            countIf(passed) AS k,
            uniqCombined64StateIf(candidate_key, {kind:String} != 'question' OR item = '(all)') AS who,
            uniqCombined64StateIf(candidate_key, n = 0 AND ({kind:String} != 'question' OR item = '(all)')) AS who_before,
            sum(toDecimal64(overall, 9)) AS total,
            sum(toDecimal64(overall * overall, 9)) AS squares,
            countIf(metric_count > 0) AS with_metric,
            countIf(outcome_metric) AS with_outcome,
            sum(metric_count) AS quantities
        FROM
        (
            SELECT
                company,
                level,
                category,
                candidate_key,
                if({kind:String} = 'mistake', arrayPushFront(mistake_ids, '(all)'), if({kind:String} = 'part', arrayPushFront(arrayFilter((part, told) -> NOT told, ['situation', 'task', 'action', 'result', 'learning'], [situation_present, task_present, action_present, result_present, learning_present]), '(all)'), if({kind:String} = 'question', ['(all)', question_id], ['(all)']))) AS items,
                if({kind:String} = 'mistake', arrayPushFront(mistake_severities, ''), items) AS severities,
                passed,
                overall,
                metric_count,
                outcome_metric,
                1 AS n
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled_until), 'UTC')
                AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            UNION ALL
            SELECT
                company,
                level,
                category,
                candidate_key,
                if({kind:String} = 'mistake', arrayPushFront(mistake_ids, '(all)'), if({kind:String} = 'part', arrayPushFront(arrayFilter((part, told) -> NOT told, ['situation', 'task', 'action', 'result', 'learning'], [situation_present, task_present, action_present, result_present, learning_present]), '(all)'), if({kind:String} = 'question', ['(all)', question_id], ['(all)']))) AS items,
                if({kind:String} = 'mistake', arrayPushFront(mistake_severities, ''), items) AS severities,
                passed,
                overall,
                metric_count,
                outcome_metric,
                1 AS n
            FROM erased_answers FINAL
            WHERE tenant_id = {tenant:String}
                AND scorer_version = version
                AND settled_until = 0
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
            UNION ALL
            SELECT
                company,
                level,
                category,
                candidate_key,
                -- An if of a constant is read as the one function that it chooses; of bare columns both would be read.
                if({kind:String} = 'mistake',
                    if({first_attempts_only:UInt8} = 1, arrayPushFront(mistakes_at_first, '(all)'), arrayPushFront(mistakes, '(all)')),
                    if({kind:String} = 'part', if({first_attempts_only:UInt8} = 1, arrayPushFront(missing_at_first, '(all)'), arrayPushFront(missing, '(all)')), ['(all)'])) AS items,
                items AS severities,
                false AS passed,
                0 AS overall,
                0 AS metric_count,
                false AS outcome_metric,
                0 AS n
            FROM profiles
            WHERE generation = settled_until
                AND tenant_id = {tenant:String}
                AND scorer_version = version
                AND ({first_attempts_only:UInt8} = 0 OR tried_first)
                AND candidate_key IN
                (
                    SELECT candidate_key
                    FROM answer_scores
                    WHERE settled_until > 0
                        AND inserted_at > fromUnixTimestamp64Milli(toInt64(settled_until), 'UTC')
                        AND tenant_id = {tenant:String}
                        AND scorer_version = version
                )
        )
        ARRAY JOIN items AS item, severities AS severity
        WHERE ({company:String} = '' OR {by_company:String} = 'both' OR company = {company:String})
            AND ({level:String} = '' OR {by_level:String} = 'both' OR level = {level:String})
            AND ({category:String} = '' OR {by_category:String} = 'both' OR category = {category:String})
        GROUP BY of_company, of_level, of_category, item
    )
    ARRAY JOIN if({by_company:String} = 'both', ['(all)', of_company], [of_company]) AS in_company
    ARRAY JOIN if({by_level:String} = 'both', ['(all)', of_level], [of_level]) AS in_level
    ARRAY JOIN if({by_category:String} = 'both', ['(all)', of_category], [of_category]) AS in_category
    WHERE ({company:String} = '' OR {by_company:String} != 'both' OR in_company IN ('(all)', {company:String}))
        AND ({level:String} = '' OR {by_level:String} != 'both' OR in_level IN ('(all)', {level:String}))
        AND ({category:String} = '' OR {by_category:String} != 'both' OR in_category IN ('(all)', {category:String}))
    GROUP BY in_company, in_level, in_category, item
)
GROUP BY company, level, category, item
HAVING answers > 0
COMMENT 'What totals hold, with the answers since'
