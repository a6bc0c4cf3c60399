-- Which records of a range the sink itself has rejected.
SELECT toInt64(offset) AS rejected
FROM rejected_answers
WHERE stage = 'sink' AND topic = {topic:String} AND partition = {partition:UInt32} AND offset BETWEEN {first:UInt64} AND {last:UInt64}
