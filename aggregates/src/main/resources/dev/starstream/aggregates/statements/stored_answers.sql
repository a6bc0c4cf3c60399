-- Which replayed answers are rows already that came with another record.
SELECT DISTINCT concat(toString(answer_id), '/', scorer_version) AS key
FROM {table:Identifier}
WHERE answer_id IN {ids:Array(UUID)}
  AND NOT (_topic_id = {topic_id:UUID} AND _partition = {partition:UInt32} AND _offset BETWEEN {first:UInt64} AND {last:UInt64})
