-- The most parts that one partition of one table has: ClickHouse delays inserts from 1,000 on.
SELECT max(parts)
FROM (SELECT count() AS parts FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, partition)
