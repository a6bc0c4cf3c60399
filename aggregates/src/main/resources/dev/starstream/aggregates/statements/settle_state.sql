-- What there is to settle. The minmax index of inserted_at finds what came since.
SELECT
    toInt64(toUnixTimestamp64Milli(now64(3, 'UTC'))) AS now,
    (SELECT toInt64(max(s.generation)) FROM settlements AS s) AS generation,
    (SELECT toInt64(toUnixTimestamp64Milli(max(s.published_at))) FROM settlements AS s) AS published,
    (SELECT toInt64(count()) FROM erased_answers FINAL) AS erased,
    (SELECT toInt64(argMax(s.erased, s.generation)) FROM settlements AS s) AS erased_then,
    (SELECT toInt64(count()) FROM answer_scores) AS answers,
    (
        SELECT toInt64(count())
        FROM answer_scores
        WHERE inserted_at > fromUnixTimestamp64Milli((SELECT toInt64(max(s.generation)) FROM settlements AS s), 'UTC')
    ) AS since
