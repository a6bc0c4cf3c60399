-- The tables that the sink writes, the views over them and what these feed.
SELECT name, engine, engine_full, create_table_query, dependencies_table AS views
FROM system.tables
WHERE database = currentDatabase()
