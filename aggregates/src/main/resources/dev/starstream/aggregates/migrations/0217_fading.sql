-- What the first and the last attempt of each pair of person and question show, over all days, by company and level and over all of each, added up beforehand.
CREATE TABLE IF NOT EXISTS fading
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    company LowCardinality(String) COMMENT 'Company practised for, empty if none was given; (all) is all of them together: attempts for different ones are one pair there',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified; (all) is all of them together',
    mistake_id LowCardinality(String) COMMENT 'Mistake; (any) is any mistake at all, and empty are all pairs',
    pairs UInt64 COMMENT 'Pairs of person and question with a first attempt and a later one that show it at the first or the last attempt',
    people UInt64 COMMENT 'People in these pairs',
    first UInt64 COMMENT 'Pairs that show it at the first attempt',
    last UInt64 COMMENT 'Pairs that show it at the last attempt'
)
-- Plain MergeTree: a settlement writes each row once, with everything in it.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves all mistakes of one tenant and version, by company and level.
ORDER BY (tenant_id, scorer_version, company, level, mistake_id)
-- index_granularity: some dozen rows are read at a time.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, auto_statistics_types = ''
COMMENT 'Mistakes at first and last attempts of the same people over all days, by company and level and over all of each'
