-- Who came back, counted beforehand: by day of the first answer and weeks after it, and by source and level. Insights take from it what people who have answered since had done, and add what they have done now.
CREATE TABLE IF NOT EXISTS returns
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    kind LowCardinality(String) COMMENT 'week (by first_day and weeks_after) or source (by source, level and days); take one',
    first_day Date COMMENT 'Of week: day of the first answer, UTC',
    weeks_after UInt8 COMMENT 'Of week: how many weeks after that of the first answer, at most 52',
    source LowCardinality(String) COMMENT 'Of source: where the events came from; empty if none was given',
    level LowCardinality(String) COMMENT 'Of source: junior, mid, senior, staff or unspecified',
    days Float64 COMMENT 'Of source: days from the first answer there to the second, to three digits; -1 if there was no second',
    people Int64 COMMENT 'People: of week those with an answer in that week after, of source those with an answer there',
    answers Int64 COMMENT 'Their answers in that week, or there',
    score_first_sum Float64 COMMENT 'Of source: sum of overall of the first answers'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves one kind of one tenant and version.
ORDER BY (tenant_id, scorer_version, kind, first_day, weeks_after, source, level, days)
SETTINGS non_replicated_deduplication_window = 10000, auto_statistics_types = ''
COMMENT 'Who came back: by day of the first answer and weeks after, and by source and level'
