-- Every version that has scored anything, highest first, 1.10 above 1.9.
SELECT
    scorer_version AS version,
    count() AS answers,
    uniqExact(tenant_id) AS tenants,
    uniqExactIf(tenant_id, (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)) AS active_tenants,
    min(inserted_at) AS first_inserted,
    max(inserted_at) AS last_inserted
FROM answer_scores
GROUP BY scorer_version
ORDER BY arrayMap(part -> toUInt32OrZero(part), splitByRegexp('[.+-]', toString(scorer_version))) DESC, version DESC
