-- Groups of star_daily that a recount of the answers does not confirm, with the numbers that differ.
WITH
    [
        'answers', 'present', 'share_sum', 'people_missing'
    ] AS names,
    rollup AS (
        SELECT
            tenant_id, scorer_version, day, company, category, level, first_attempt, part,
            tuple(
                sum(d.answers), sum(d.present), sum(d.share_sum), uniqMerge(d.people_missing)
            ) AS numbers
        FROM star_daily AS d
        WHERE d.day BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, part
    ),
    recount AS (
        SELECT
            tenant_id, scorer_version, toDate(submitted_at) AS day, company, category, level, toBool(s.attempt_no = 1) AS first_attempt, part,
            tuple(
                count(), countIf(is_present), sum(toDecimal64(share, 9)), uniqIf(candidate_key, NOT is_present)
            ) AS numbers
        FROM {counted:Identifier} AS s
        ARRAY JOIN
            ['situation', 'task', 'action', 'result', 'learning'] AS part,
            [situation_present, task_present, action_present, result_present, learning_present] AS is_present,
            [situation_share, task_share, action_share, result_share, learning_share] AS share
        WHERE toDate(submitted_at) BETWEEN {first_day:Date} AND {last_day:Date}
        GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, part
    )
SELECT
    format('tenant={} scorer={} day={} company={} category={} level={} first_attempt={} part={}', toString(tenant_id), toString(scorer_version), toString(day), toString(company), toString(category), toString(level), toString(first_attempt), toString(part)) AS place,
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
    SELECT tenant_id, scorer_version, day, company, category, level, first_attempt, part, anyIf(numbers, is_rollup) AS stored, anyIf(numbers, NOT is_rollup) AS recounted
    FROM (SELECT *, true AS is_rollup FROM rollup UNION ALL SELECT *, false AS is_rollup FROM recount)
    GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, part
    HAVING stored != recounted
)
ORDER BY tenant_id, scorer_version, day, company, category, level, first_attempt, part
LIMIT {most:UInt32}
SETTINGS enable_named_columns_in_function_tuple = 0
