-- Answers that were scored after a moment and are queryable; ten minutes at most, since a clock may have run ahead.
SELECT count()
FROM answer_scores
WHERE scored_at > fromUnixTimestamp64Milli({since:Int64}) AND scored_at < fromUnixTimestamp64Milli({since:Int64} + 600000)
