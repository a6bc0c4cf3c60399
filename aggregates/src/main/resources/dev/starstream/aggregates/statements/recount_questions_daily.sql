-- Groups of questions_daily that a recount of the answers does not confirm, with the numbers that differ.
WITH
    [
        'answers', 'passed', 'overall_sum', 'overall_square_sum'
    ] AS names,
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, question_id, level, first_attempt,
            tuple(
                sum(d.answers), sum(d.passed), sum(d.overall_sum), sum(d.overall_square_sum)
            ) AS numbers
        FROM questions_daily AS d
        WHERE d.day BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, first_attempt
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, question_id, level, toBool(s.attempt_no = 1) AS first_attempt,
            tuple(
                count(), countIf(s.passed), sum(toDecimal64(overall, 9)), sum(toDecimal64(overall * overall, 9))
            ) AS numbers
        FROM {counted:Identifier} AS s
        WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, first_attempt
    )
SELECT
    format('tenant={} scorer={} day={} company={} category={} question={} level={} first_attempt={}', toString(tenant_id), toString(scorer_version), toString(day), toString(company), toString(category), toString(question_id), toString(level), toString(first_attempt)) AS place,
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
    SELECT tenant_id, scorer_version, day, company, category, question_id, level, first_attempt, anyIf(numbers, is_rollup) AS stored, anyIf(numbers, NOT is_rollup) AS recounted
    FROM (SELECT *, true AS is_rollup FROM rollup UNION ALL SELECT *, false AS is_rollup FROM recount)
    GROUP BY tenant_id, scorer_version, day, company, category, question_id, level, first_attempt
    HAVING stored != recounted
)
ORDER BY tenant_id, scorer_version, day, company, category, question_id, level, first_attempt
LIMIT {most:UInt32}
SETTINGS enable_named_columns_in_function_tuple = 0
