-- What a table holds of a range of offsets, and under which ids.
SELECT toInt64(_offset) AS stored, {id:Identifier} AS id
FROM {table:Identifier}
WHERE _topic_id = {topic_id:UUID}
  AND _partition = {partition:UInt32}
  AND _offset BETWEEN {first:UInt64} AND {last:UInt64}
