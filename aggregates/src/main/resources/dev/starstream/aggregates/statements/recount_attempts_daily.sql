-- Groups of attempts_daily that a recount of the answers does not confirm, with the numbers that differ.
WITH
    [
        'answers', 'passed', 'people', 'overall_sum', 'overall_square_sum', 'structure_sum', 'content_sum',
        'overall_quantiles', 'outcome_metric_answers', 'mistakes', 'words'
    ] AS names,
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, d.attempt_no AS attempt,
            tuple(
                sum(d.answers), sum(d.passed), uniqMerge(d.people), sum(d.overall_sum), sum(d.overall_square_sum),
                sum(d.structure_sum), sum(d.content_sum),
                quantilesBFloat16Merge(0.1, 0.25, 0.5, 0.75, 0.9)(d.overall_quantiles),
                sum(d.outcome_metric_answers), sum(d.mistakes), sum(d.words)
            ) AS numbers
        FROM attempts_daily AS d
        WHERE d.day BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, attempt
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, toUInt8(least(s.attempt_no, 10)) AS attempt,
            tuple(
                count(), countIf(s.passed), uniq(candidate_key), sum(toDecimal64(overall, 9)),
                sum(toDecimal64(overall * overall, 9)), sum(toDecimal64(structure, 9)), sum(toDecimal64(content, 9)),
                quantilesBFloat16(0.1, 0.25, 0.5, 0.75, 0.9)(overall), countIf(outcome_metric),
                sum(length(mistake_ids)), sum(word_count)
            ) AS numbers
        FROM {counted:Identifier} AS s
        WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, attempt
    )
SELECT
    format('tenant={} scorer={} day={} company={} category={} level={} attempt={}', toString(tenant_id), toString(scorer_version), toString(day), toString(company), toString(category), toString(level), toString(attempt)) AS place,
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
    SELECT tenant_id, scorer_version, day, company, category, level, attempt, anyIf(numbers, is_rollup) AS stored, anyIf(numbers, NOT is_rollup) AS recounted
    FROM (SELECT *, true AS is_rollup FROM rollup UNION ALL SELECT *, false AS is_rollup FROM recount)
    GROUP BY tenant_id, scorer_version, day, company, category, level, attempt
    HAVING stored != recounted
)
ORDER BY tenant_id, scorer_version, day, company, category, level, attempt
LIMIT {most:UInt32}
SETTINGS enable_named_columns_in_function_tuple = 0
