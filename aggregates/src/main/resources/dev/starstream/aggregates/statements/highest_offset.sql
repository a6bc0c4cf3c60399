-- Up to where a table may hold rows of a topic partition.
SELECT if(count() = 0, toInt64(-1), toInt64(max(_offset))) AS highest
FROM {table:Identifier}
WHERE _topic_id = {topic_id:UUID} AND _partition = {partition:UInt32}
