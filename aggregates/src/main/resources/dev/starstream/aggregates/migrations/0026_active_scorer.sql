-- The scorer version that an insight takes when none is asked for: the newest that has scored
-- anything of the tenant, 1.10 after 1.9. One place, so that every number switches at once.
CREATE VIEW IF NOT EXISTS active_scorer
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version String COMMENT 'Newest version of the scorer'
)
AS SELECT
    tenant_id,
    argMax(toString(scorer_version), (arrayMap(part -> toUInt32OrZero(part), splitByRegexp('[.+-]', toString(scorer_version))), toString(scorer_version))) AS scorer_version
FROM
(
    SELECT DISTINCT tenant_id, scorer_version
    FROM answers_daily
)
GROUP BY tenant_id
COMMENT 'Scorer version in force, one row a tenant';
