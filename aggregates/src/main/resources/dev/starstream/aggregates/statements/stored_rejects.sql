-- Which rejects are rows already that came with another record: the same reject is one row.
SELECT DISTINCT toString(reject_id) AS key
FROM {table:Identifier}
WHERE reject_id IN {ids:Array(UUID)}
  AND NOT (_topic_id = {topic_id:UUID} AND _partition = {partition:UInt32} AND _offset BETWEEN {first:UInt64} AND {last:UInt64})
