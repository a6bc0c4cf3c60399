-- Each day on which somebody answered at a source and level, with what tells who came back within any range of days: the day before there, and the answer that followed the first of this day.
-- Within a range a person began on the day whose day before lies before it, and came back if the answer that followed lies in it too. So people add up over days.
CREATE TABLE IF NOT EXISTS daily_returns
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    source LowCardinality(String) COMMENT 'Where the events came from; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    day Date COMMENT 'Day of submission, UTC',
    day_before Date COMMENT 'Day on which the same person had answered there the last time; 1970-01-01 if never',
    day_of_second Date COMMENT 'Day of the answer that followed the first of this day; 1970-01-01 if none did',
    days Float64 COMMENT 'Days from the first answer of this day to the one that followed, to three digits; -1 if none did',
    answers UInt32 COMMENT 'Answers of the person there on this day',
    score_first Float64 COMMENT 'overall of the first of them'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves some days of one tenant and version.
ORDER BY (tenant_id, scorer_version, day, source, level, day_before)
SETTINGS non_replicated_deduplication_window = 10000, auto_statistics_types = ''
COMMENT 'Who came back by source and level, one row for each day of each person there, without whose it is'
