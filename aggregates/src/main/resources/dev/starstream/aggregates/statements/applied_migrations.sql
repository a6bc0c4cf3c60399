-- What this database has had, for the check and for what is left to do.
SELECT version, name, checksum
FROM schema_migrations
ORDER BY version
