-- Tables of a settlement that do not have as many answers as there were until then, by tenant and version.
WITH
    (SELECT toInt64(generation) FROM settled) AS until,
    settled_rows AS
    (
        SELECT 'practice' AS name, tenant_id, scorer_version, toInt64(sum(attempts)) AS answers
        FROM practice
        WHERE generation = until
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'totals' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM totals
        WHERE generation = until AND kind = 'answer' AND NOT first_attempts_only
            AND company = '(all)' AND level = '(all)' AND category = '(all)'
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'daily_totals' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM daily_totals
        WHERE generation = until AND NOT first_attempts_only AND kind = 'answer' AND scope = 0
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'item_analysis' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM item_analysis
        WHERE generation = until AND NOT first_attempts_only AND company = '(all)' AND level = '(all)'
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'tallies' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM tallies
        WHERE generation = until AND NOT first_attempts_only AND kind = 'hour'
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'returns' AS name, tenant_id, scorer_version, sum(answers) AS answers
        FROM returns
        WHERE generation = until AND kind = 'source'
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'daily_returns' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM daily_returns
        WHERE generation = until
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'mistake_pairs' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM mistake_pairs
        WHERE generation = until AND NOT first_attempts_only AND mistake = '' AND other = ''
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT 'daily_tallies' AS name, tenant_id, scorer_version, toInt64(sum(answers)) AS answers
        FROM daily_tallies
        WHERE generation = until AND NOT first_attempts_only AND kind = 'attempt'
        GROUP BY tenant_id, scorer_version
    ),
    -- An erased answer counts in the totals and is nobody's practice any more.
    recount AS
    (
        SELECT arrayJoin(['practice', 'tallies', 'returns', 'daily_returns', 'mistake_pairs']) AS name, tenant_id, scorer_version, toInt64(count()) AS answers
        FROM answer_scores
        WHERE until > 0 AND inserted_at <= fromUnixTimestamp64Milli(until, 'UTC')
        GROUP BY tenant_id, scorer_version
        UNION ALL
        SELECT arrayJoin(['totals', 'daily_totals', 'item_analysis', 'daily_tallies']) AS name, tenant_id, scorer_version, toInt64(count()) AS answers
        FROM counted_answers
        WHERE until > 0 AND inserted_at <= fromUnixTimestamp64Milli(until, 'UTC')
        GROUP BY tenant_id, scorer_version
    )
SELECT
    format('{} tenant={} scorer={}', name, toString(tenant_id), toString(scorer_version)) AS place,
    format('answers {} (recount {})', toString(stored), toString(recounted)) AS detail,
    stored - recounted AS surplus,
    toInt64(count() OVER ()) AS total
FROM
(
    SELECT name, tenant_id, scorer_version, sumIf(answers, is_settled) AS stored, sumIf(answers, NOT is_settled) AS recounted
    FROM (SELECT *, true AS is_settled FROM settled_rows UNION ALL SELECT *, false AS is_settled FROM recount)
    GROUP BY name, tenant_id, scorer_version
    HAVING stored != recounted
)
ORDER BY place
LIMIT {most:UInt32}
