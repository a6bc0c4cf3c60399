-- How many inserts came after the one that brought a range: all rows of one insert share inserted_at,
-- and one topic partition has one insert at a time.
SELECT toInt64(uniqExact(_topic_id, _partition, inserted_at)) AS inserts
FROM {table:Identifier}
WHERE inserted_at > (
    SELECT max(inserted_at)
    FROM {table:Identifier}
    WHERE _topic_id = {topic_id:UUID}
      AND _partition = {partition:UInt32}
      AND _offset BETWEEN {first:UInt64} AND {last:UInt64}
)
