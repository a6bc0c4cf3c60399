-- The windows of tables that name none.
SELECT name, value
FROM system.merge_tree_settings
WHERE name IN ('non_replicated_deduplication_window', 'replicated_deduplication_window')
