-- Answers and the people who gave them, by company, level, category and what the answers show, counted of each answer; totals_all_days says the same of all days out of what is settled.
-- 'kind' is what is counted beside all answers: mistake (answers with it), part (of STAR: answers that lack it), question (answers to it) or answer (nothing else). 'by_company', 'by_level' and
-- 'by_category' say whether companies and so on are told apart: all (not), each, or both (each, and all of them together whichever is asked for).
CREATE OR REPLACE VIEW totals_each
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
AS SELECT
    in_company AS company,
    in_level AS level,
    in_category AS category,
    item,
    max(rank) AS severity_rank,
    sum(n) AS answers,
    sum(k) AS passed,
    uniqCombined64Merge(who) AS people,
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
        count() AS n,
        countIf(passed) AS k,
        uniqCombined64StateIf(candidate_key, {kind:String} != 'question' OR item = '(all)') AS who,
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
            outcome_metric
        FROM counted_answers
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({company:String} = '' OR {by_company:String} = 'both' OR company = {company:String})
            AND ({level:String} = '' OR {by_level:String} = 'both' OR level = {level:String})
            AND ({category:String} = '' OR {by_category:String} = 'both' OR category = {category:String})
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    )
    ARRAY JOIN items AS item, severities AS severity
    GROUP BY of_company, of_level, of_category, item
)
ARRAY JOIN if({by_company:String} = 'both', ['(all)', of_company], [of_company]) AS in_company
ARRAY JOIN if({by_level:String} = 'both', ['(all)', of_level], [of_level]) AS in_level
ARRAY JOIN if({by_category:String} = 'both', ['(all)', of_category], [of_category]) AS in_category
WHERE ({company:String} = '' OR {by_company:String} != 'both' OR in_company IN ('(all)', {company:String}))
    AND ({level:String} = '' OR {by_level:String} != 'both' OR in_level IN ('(all)', {level:String}))
    AND ({category:String} = '' OR {by_category:String} != 'both' OR in_category IN ('(all)', {category:String}))
GROUP BY in_company, in_level, in_category, item
COMMENT 'What totals hold, of each answer: also of some days, a cohort or a source'
