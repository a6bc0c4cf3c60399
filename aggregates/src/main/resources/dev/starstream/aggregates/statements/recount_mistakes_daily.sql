-- Groups of mistakes_daily that a recount of the answers does not confirm, with the numbers that differ.
WITH
    [
        'answers', 'passed', 'people', 'overall_sum', 'overall_square_sum'
    ] AS names,
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity,
            tuple(
                sum(d.answers), sum(d.passed), uniqMerge(d.people), sum(d.overall_sum), sum(d.overall_square_sum)
            ) AS numbers
        FROM mistakes_daily AS d
        WHERE d.day BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, toBool(s.attempt_no = 1) AS first_attempt, mistake_id, severity,
            tuple(
                count(), countIf(s.passed), uniq(candidate_key), sum(toDecimal64(overall, 9)),
                sum(toDecimal64(overall * overall, 9))
            ) AS numbers
        FROM {counted:Identifier} AS s
        ARRAY JOIN mistake_ids AS mistake_id, mistake_severities AS severity
        WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity
    )
SELECT
    format('tenant={} scorer={} day={} company={} category={} level={} first_attempt={} mistake={} severity={}', toString(tenant_id), toString(scorer_version), toString(day), toString(company), toString(category), toString(level), toString(first_attempt), toString(mistake_id), toString(severity)) AS place,
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
    SELECT tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity, anyIf(numbers, is_rollup) AS stored, anyIf(numbers, NOT is_rollup) AS recounted
    FROM (SELECT *, true AS is_rollup FROM rollup UNION ALL SELECT *, false AS is_rollup FROM recount)
    GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity
    HAVING stored != recounted
)
ORDER BY tenant_id, scorer_version, day, company, category, level, first_attempt, mistake_id, severity
LIMIT {most:UInt32}
SETTINGS enable_named_columns_in_function_tuple = 0
