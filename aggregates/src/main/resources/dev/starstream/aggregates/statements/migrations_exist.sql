-- Whether the first migration has run.
SELECT count()
FROM system.tables
WHERE database = currentDatabase() AND name = 'schema_migrations'
