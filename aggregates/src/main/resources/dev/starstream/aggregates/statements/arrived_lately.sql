-- What of a tenant has come into the table lately. It is asked twice a second for everybody who watches the page, so
-- it reads no more than the last minute (index inserted_minmax); the database's own clock decides what that is.
SELECT
    toInt64(count()) AS answers,
    toInt64(toUnixTimestamp64Milli(max(inserted_at))) AS last_inserted,
    toInt64(toUnixTimestamp64Milli(max(ingested_at))) AS last_ingested,
    toInt64(toUnixTimestamp64Milli(max(scored_at))) AS last_scored
FROM answer_scores
WHERE tenant_id = {tenant:String}
    AND inserted_at > now64(3, 'UTC') - toIntervalSecond(60)
