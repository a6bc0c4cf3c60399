-- Groups of answers_daily that a recount of the answers does not confirm, with the numbers that differ.
WITH
    [
        'answers', 'passed', 'people', 'overall_sum', 'overall_square_sum', 'structure_sum', 'content_sum',
        'delivery_answers', 'delivery_sum', 'overall_quantiles', 'metric_answers', 'outcome_metric_answers',
        'metric_count', 'mistake_answers', 'mistakes',
        'focus_known', 'focus_met', 'level_known', 'level_met', 'words'
    ] AS names,
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, first_attempt,
            tuple(
                sum(d.answers), sum(d.passed), uniqMerge(d.people), sum(d.overall_sum), sum(d.overall_square_sum),
                sum(d.structure_sum), sum(d.content_sum), sum(d.delivery_answers), sum(d.delivery_sum),
                quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(d.overall_quantiles), sum(d.metric_answers),
                sum(d.outcome_metric_answers), sum(d.metric_count), sum(d.mistake_answers), sum(d.mistakes),
                sum(d.focus_known), sum(d.focus_met), sum(d.level_known), sum(d.level_met), sum(d.words)
            ) AS numbers
        FROM answers_daily AS d
        WHERE d.day BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, toBool(s.attempt_no = 1) AS first_attempt,
            tuple(
                count(), countIf(s.passed), uniq(candidate_key), sum(toDecimal64(overall, 9)),
                sum(toDecimal64(overall * overall, 9)), sum(toDecimal64(structure, 9)), sum(toDecimal64(content, 9)),
                count(delivery), sum(toDecimal64(ifNull(delivery, 0), 9)),
                quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9)(overall), countIf(s.metric_count > 0),
                countIf(outcome_metric), sum(s.metric_count), countIf(notEmpty(mistake_ids)), sum(length(mistake_ids)),
                count(company_focus), countIf(ifNull(company_focus, false)), count(level_fit),
                countIf(ifNull(level_fit, false)), sum(word_count)
            ) AS numbers
        FROM {counted:Identifier} AS s
        WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt
    )
SELECT
    format('tenant={} scorer={} day={} company={} category={} level={} first_attempt={}', toString(tenant_id), toString(scorer_version), toString(day), toString(company), toString(category), toString(level), toString(first_attempt)) AS place,
    arrayStringConcat(
        arrayMap(
            number -> concat(number.1, ' ', trim(BOTH '"' FROM number.2), ' (recount ', trim(BOTH '"' FROM number.3), ')'),
            arrayFilter(
                number -> number.2 != number.3,
                arrayZip(names, JSONExtractArrayRaw(toJSONString(stored)), JSONExtractArrayRaw(toJSONString(recounted)))
            )
        ),
        ', '
    ) AS detail,
    toInt64(stored.1) - toInt64(recounted.1) AS surplus,
    toInt64(count() OVER ()) AS total
FROM
(
    SELECT tenant_id, scorer_version, day, company, category, level, first_attempt, anyIf(numbers, is_rollup) AS stored, anyIf(numbers, NOT is_rollup) AS recounted
    FROM (SELECT *, true AS is_rollup FROM rollup UNION ALL SELECT *, false AS is_rollup FROM recount)
    GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt
    HAVING stored != recounted
)
ORDER BY tenant_id, scorer_version, day, company, category, level, first_attempt
LIMIT {most:UInt32}
SETTINGS enable_named_columns_in_function_tuple = 0
