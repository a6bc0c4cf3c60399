-- Where the answers of erased candidates are counted, if this database has that.
SELECT name
FROM system.tables
WHERE database = currentDatabase() AND name IN ('counted_answers', 'erased_answers')
