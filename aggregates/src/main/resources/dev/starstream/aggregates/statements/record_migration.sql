-- The token makes two migrators at once write one row.
INSERT INTO schema_migrations (version, name, checksum, applied_at, took_ms)
SETTINGS insert_deduplication_token = 'migration-{version}-{checksum}'
VALUES ({version}, '{name}', '{checksum}', now64(3, 'UTC'), {took_ms})
