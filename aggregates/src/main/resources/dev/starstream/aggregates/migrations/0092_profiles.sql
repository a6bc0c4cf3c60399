-- What each person has shown per company, level and category: with it a question knows who of those that answered since the settlement is counted in totals already.
CREATE TABLE IF NOT EXISTS profiles
(
    generation UInt64 COMMENT 'The settlement that made the row; read with totals of the same',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate, or the random number that stands for an erased one',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    tried_first Bool COMMENT 'Whether one of the answers is a first attempt',
    mistakes Array(LowCardinality(String)) COMMENT 'Mistakes of all the answers, each once',
    mistakes_at_first Array(LowCardinality(String)) COMMENT 'Mistakes of the first attempts, each once',
    missing Array(LowCardinality(String)) COMMENT 'Parts of STAR that one of the answers lacks',
    missing_at_first Array(LowCardinality(String)) COMMENT 'Parts of STAR that one of the first attempts lacks'
)
-- Rows are written once, and go with their generation.
ENGINE = MergeTree
PARTITION BY generation
-- Serves some people of one tenant and version.
ORDER BY (tenant_id, scorer_version, candidate_key)
-- Small granules: what some people have shown is read.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 256, auto_statistics_types = ''
COMMENT 'What each person has shown per company, level and category, one row each'
