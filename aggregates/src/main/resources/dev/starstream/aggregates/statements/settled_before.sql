-- The settlement before this one, if there was one.
SELECT toInt64(max(s.generation)) AS generation
FROM settlements AS s
WHERE s.generation < {generation:UInt64}
HAVING count() > 0
