-- Which offsets of a range a table holds; answered by the index offset_minmax.
SELECT toInt64(_offset) AS stored
FROM {table:Identifier}
WHERE _topic_id = {topic_id:UUID}
  AND _partition = {partition:UInt32}
  AND _offset BETWEEN {first:UInt64} AND {last:UInt64}
