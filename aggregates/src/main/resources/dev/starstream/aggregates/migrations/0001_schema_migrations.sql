-- Which migrations this database has had, and with which text.
CREATE TABLE IF NOT EXISTS schema_migrations
(
    version UInt32 COMMENT 'Number at the front of the file name',
    name String COMMENT 'File name',
    checksum String COMMENT 'SHA-256 of the file, hexadecimal: a changed applied file is refused',
    applied_at DateTime64(3, 'UTC') COMMENT 'When its statement had succeeded, UTC',
    took_ms UInt32 COMMENT 'How long the statement took, in milliseconds'
)
-- Plain MergeTree: written once a file, read whole.
ENGINE = MergeTree
-- Serves the one query there is: all migrations in order.
ORDER BY version
-- Two migrators at once write the same token: one row.
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Applied migrations, one row a file';
