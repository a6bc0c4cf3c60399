-- What is in force for this user, after profile, constraints and what the request asks for.
SELECT name, value
FROM system.settings
WHERE name IN (
    'async_insert',
    'insert_deduplicate',
    'deduplicate_insert',
    'deduplicate_blocks_in_dependent_materialized_views',
    'materialized_views_ignore_errors'
)
