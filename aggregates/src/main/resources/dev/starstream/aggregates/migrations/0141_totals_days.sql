-- As totals_each, of some days, where neither a company nor a level, category, cohort or source is asked for: what is settled by day, and the answers since. Insights read it in the place of totals_each then.
-- People are those of daily_totals and whoever has come since: those who answered since in these days with what they showed, less who had shown it before in these days. Where no settlement holds, all answers are 'since'.
-- Of questions, answers are those of the rollup, which has all of them. Categories are not told apart: by_category is 'all'. No quantities: who wants these reads totals_each.
CREATE OR REPLACE VIEW totals_days
(
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together. Mistakes by level are not kept',
    item LowCardinality(String) COMMENT 'Which mistake, part or question, empty if it is none of the catalogue; (all) is all answers',
    severity_rank UInt8 COMMENT 'Worst severity of the mistake: 1 minor, 2 major, 3 critical; 0 for all else',
    answers UInt64 COMMENT 'Answers',
    passed UInt64 COMMENT 'Answers that reach the pass mark: of questions, and of kind mistake over all companies; not kept of all else',
    people UInt64 COMMENT 'Candidates who gave them; 0 for a question',
    overall_sum Decimal(38, 9) COMMENT 'Sum of overall, each cut to 9 decimals so that the order of adding does not matter; toFloat64() before dividing. Kept as passed is',
    overall_square_sum Decimal(38, 9) COMMENT 'Sum of overall squared, likewise: for the spread'
)
AS SELECT
    company,
    level,
    item,
    max(severity_rank) AS severity_rank,
    sum(answers) AS answers,
    sum(passed) AS passed,
    sum(people) AS people,
    sum(overall_sum) AS overall_sum,
    sum(overall_square_sum) AS overall_square_sum
FROM
(
    SELECT
        any(company) AS company,
        any(level) AS level,
        any(item) AS item,
        max(severity_rank) AS severity_rank,
        sum(answers) AS answers,
        sum(passed) AS passed,
        -- Who was never there before has 1970-01-01, which is also the first day if none is asked for.
        toInt64(sumIf(people, day_before < greatest({from:Date}, toDate('1970-01-02')))) AS people,
        sum(overall_sum) AS overall_sum,
        sum(overall_square_sum) AS overall_square_sum
    FROM
    (
        SELECT company, level, item, severity_rank, answers, passed, people, overall_sum, overall_square_sum, day_before, cityHash64(company) + 3 * cityHash64(level) + 5 * cityHash64(item) AS same
        FROM daily_totals
        WHERE generation = (SELECT generation FROM settled)
            AND tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
            AND first_attempts_only = {first_attempts_only:UInt8}
            AND kind IN ('answer', {kind:String})
            AND scope IN
            (
                if({by_company:String} = 'each', 1, 0) + if({by_level:String} = 'each', 2, 0),
                if({by_company:String} = 'all', 0, 1) + if({by_level:String} = 'each', 2, 0),
                if({by_company:String} = 'each', 1, 0) + if({by_level:String} = 'all', 0, 2),
                if({by_company:String} = 'all', 0, 1) + if({by_level:String} = 'all', 0, 2)
            )
            AND day >= {from:Date}
            AND day <= {to:Date}
    )
    GROUP BY same
    UNION ALL
    SELECT
        in_company AS company,
        in_level AS level,
        question AS item,
        0 AS severity_rank,
        n AS answers,
        k AS passed,
        0 AS people,
        total AS overall_sum,
        squares AS overall_square_sum
    FROM
    (
        SELECT
            any(company) AS of_company,
            any(level) AS of_level,
            any(question_id) AS question,
            sum(answers) AS n,
            sum(passed) AS k,
            sum(overall_sum) AS total,
            sum(overall_square_sum) AS squares
        FROM questions_daily
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
            -- Of other kinds no day is read.
            AND day >= if({kind:String} = 'question', {from:Date}, toDate('2149-06-06'))
            AND day <= {to:Date}
            AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
        GROUP BY cityHash64(company) + 3 * cityHash64(level) + 5 * cityHash64(question_id)
    )
    ARRAY JOIN if({by_company:String} = 'both', ['(all)', of_company], if({by_company:String} = 'all', ['(all)'], [of_company])) AS in_company
    ARRAY JOIN if({by_level:String} = 'both', ['(all)', of_level], if({by_level:String} = 'all', ['(all)'], [of_level])) AS in_level
    UNION ALL
    SELECT
        in_company AS company,
        in_level AS level,
        item,
        max(rank) AS severity_rank,
        sum(n_since) AS answers,
        sum(k) AS passed,
        toInt64(uniqCombined64Merge(who)) - toInt64(uniqCombined64Merge(who_before)) AS people,
        sum(total) AS overall_sum,
        sum(squares) AS overall_square_sum
    FROM
    (
        SELECT
            if({by_company:String} = 'all', '(all)', company) AS of_company,
            if({by_level:String} = 'all', '(all)', level) AS of_level,
            item,
            max(transform(severity, ['minor', 'major', 'critical'], [1, 2, 3], 0)) AS rank,
            sum(n) AS n_since,
            countIf(passed) AS k,
            uniqCombined64State(candidate_key) AS who,
            uniqCombined64StateIf(candidate_key, n = 0) AS who_before,
            sum(toDecimal64(overall, 9)) AS total,
            sum(toDecimal64(overall * overall, 9)) AS squares
        FROM
        (
            SELECT
                company,
                level,
                candidate_key,
                if({kind:String} = 'mistake', arrayPushFront(mistake_ids, '(all)'), if({kind:String} = 'part', arrayPushFront(arrayFilter((part, told) -> NOT told, ['situation', 'task', 'action', 'result', 'learning'], [situation_present, task_present, action_present, result_present, learning_present]), '(all)'), ['(all)'])) AS items,
                if({kind:String} = 'mistake', arrayPushFront(mistake_severities, ''), items) AS severities,
                passed,
                overall,
                1 AS n
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
                AND toDate(submitted_at) >= {from:Date}
                AND toDate(submitted_at) <= {to:Date}
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
                AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
            UNION ALL
            SELECT
                company,
                level,
                candidate_key,
                if({kind:String} = 'mistake', arrayPushFront(mistake_ids, '(all)'), if({kind:String} = 'part', arrayPushFront(arrayFilter((part, told) -> NOT told, ['situation', 'task', 'action', 'result', 'learning'], [situation_present, task_present, action_present, result_present, learning_present]), '(all)'), ['(all)'])) AS items,
                if({kind:String} = 'mistake', arrayPushFront(mistake_severities, ''), items) AS severities,
                passed,
                overall,
                1 AS n
            FROM erased_answers FINAL
            WHERE tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
                AND toDate(submitted_at) >= {from:Date}
                AND toDate(submitted_at) <= {to:Date}
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                AND (SELECT generation FROM settled) = 0
            UNION ALL
            -- What those who have answered since had shown before in these days.
            SELECT
                company,
                level,
                candidate_key,
                if({kind:String} = 'mistake', arrayPushFront(mistake_ids, '(all)'), if({kind:String} = 'part', arrayPushFront(arrayFilter((part, told) -> NOT told, ['situation', 'task', 'action', 'result', 'learning'], [situation_present, task_present, action_present, result_present, learning_present]), '(all)'), ['(all)'])) AS items,
                items AS severities,
                false AS passed,
                0 AS overall,
                0 AS n
            FROM answer_scores
            WHERE tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
                AND toDate(submitted_at) >= {from:Date}
                AND toDate(submitted_at) <= {to:Date}
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                AND inserted_at <= fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
                AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
                -- Looking so many up in indexes would take longer.
                AND identity(candidate_key) IN
                (
                    SELECT candidate_key
                    FROM answer_scores
                    WHERE (SELECT generation FROM settled) > 0
                        AND tenant_id = {tenant:String}
                        AND scorer_version = if({scorer_version:String} = '', ifNull((SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), ''), {scorer_version:String})
                        AND toDate(submitted_at) >= {from:Date}
                        AND toDate(submitted_at) <= {to:Date}
                        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                        AND inserted_at > fromUnixTimestamp64Milli(toInt64((SELECT generation FROM settled)), 'UTC')
                )
        )
        ARRAY JOIN items AS item, severities AS severity
        GROUP BY of_company, of_level, item
    )
    ARRAY JOIN if({by_company:String} = 'both', ['(all)', of_company], [of_company]) AS in_company
    ARRAY JOIN if({by_level:String} = 'both', ['(all)', of_level], [of_level]) AS in_level
    GROUP BY in_company, in_level, item
)
GROUP BY company, level, item
HAVING answers > 0
COMMENT 'What totals hold of some days, most of it counted beforehand'
