-- What each person did at each question, attempts in order: what questions about practice would otherwise group anew out of every answer.
-- Filled from answer_scores by a settlement, a generation at a time, and read with what came since.
CREATE TABLE IF NOT EXISTS practice
(
    generation UInt64 COMMENT 'Settlement that wrote the row; read the newest that is published',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    candidate_key UInt64 COMMENT 'Pseudonym of the candidate',
    question_id LowCardinality(String) COMMENT 'Question; empty if it is none of the catalogue',
    category LowCardinality(String) COMMENT 'Category of the question',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    cohort LowCardinality(String) COMMENT 'Group that the candidate practises with; empty if none was given',
    source LowCardinality(String) COMMENT 'Where the events came from; empty if none was given',
    whole Bool COMMENT 'Whether this is all that the person did at the question; otherwise attempts had different companies, levels and so on, or several are the first, and are rows of their own',
    first_day Date COMMENT 'Day of the earliest attempt, UTC',
    last_day Date COMMENT 'Day of the latest attempt, UTC',
    days_in_order Bool COMMENT 'Whether first_day is that of the attempt with the lowest number, and last_day that of the highest',
    attempts UInt32 COMMENT 'Attempts',
    places Array(UInt64) COMMENT 'Attempts in order, a number each: attempt number in the upper 16 bits, then milliseconds since 1970, and in the last bit whether it passed',
    scores Array(Float64) COMMENT 'overall of each attempt, in the same order; of two at once the lower is first',
    irregular Array(UInt16) COMMENT 'Attempt numbers in order if they are not 1, 2 and so on; otherwise empty',
    first_attempt UInt16 COMMENT 'Lowest attempt number',
    last_attempt UInt16 COMMENT 'Highest attempt number',
    score_at_first Float64 COMMENT 'overall of the first attempt',
    score_at_last Float64 COMMENT 'overall of the last attempt',
    passed_at_first Bool COMMENT 'Whether the first attempt passed',
    passed_at_last Bool COMMENT 'Whether the last attempt passed',
    passed_at UInt16 COMMENT 'Number of the first attempt that passed; 0 if none did',
    gained Float64 COMMENT 'Mean of the later half of the scores less that of the earlier half, without the middle one of an odd number; 0 of a single attempt',
    passed_later Bool COMMENT 'Whether an attempt of the later half passed',
    scored Float64 COMMENT 'Sum of the scores',
    passes UInt32 COMMENT 'Attempts that passed',
    mistakes Array(LowCardinality(String)) COMMENT 'What fading counts: an empty one always, (any) if there are mistakes at the first or the last attempt, and each of these once',
    mistakes_shown Array(UInt8) COMMENT 'At which attempt each of them counts: 1 the first, 2 the last, 3 both'
)
-- Rows are written once, and go with their generation.
ENGINE = MergeTree
PARTITION BY generation
-- Serves questions of one tenant and version, from a day on by what was last touched in that month or later, and what some people did.
ORDER BY (tenant_id, scorer_version, whole, toYYYYMM(last_day), candidate_key, question_id)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, auto_statistics_types = ''
COMMENT 'What each person did at each question, one row each, or one an attempt where whole is false'
