-- The scorer version that insights and v_* views take when none is asked for: the one last activated. A tenant that has
-- no answer of it, and everyone before the first activation, has the lowest version there is, 1.9 before 1.10: so
-- answers that are being scored again change no number before somebody says so. Reads projection by_version, a few rows a month.
CREATE OR REPLACE VIEW active_scorer
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version String COMMENT 'Version of the scorer in force'
)
AS SELECT
    tenant_id,
    argMin(
        toString(scorer_version),
        (
            toString(scorer_version) != (SELECT argMax(scorer_version, activated_at) FROM scorer_activations),
            arrayMap(part -> toUInt32OrZero(part), splitByRegexp('[.+-]', toString(scorer_version))),
            toString(scorer_version)
        )) AS scorer_version
FROM
(
    SELECT tenant_id, scorer_version
    FROM answers_daily
    GROUP BY tenant_id, scorer_version
)
GROUP BY tenant_id
COMMENT 'Scorer version in force, one row a tenant';
