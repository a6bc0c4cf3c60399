-- What the pairs of practice add up to over all days, group by group, counted beforehand: questions about practice without a filter would otherwise read all of them.
-- People do not add up, but how far each of them came does: a person is counted in the row of their farthest pair, so those who came to a step or beyond are a sum.
CREATE TABLE IF NOT EXISTS practice_counts
(
    generation UInt64 COMMENT 'The settlement that made the row: every answer inserted until then is in it',
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    by LowCardinality(String) COMMENT 'What groups tell apart: category, question, company, level, cohort or source; take one',
    named LowCardinality(String) COMMENT 'The group, empty if none was given',
    began Bool COMMENT 'Whether the pairs have a first attempt',
    last_attempt UInt16 COMMENT 'Highest attempt number of each pair',
    attempts UInt32 COMMENT 'Attempts of each pair',
    ended UInt16 COMMENT 'Number of the first attempt that passed, or else of the last',
    has_passed Bool COMMENT 'Whether an attempt passed',
    held Bool COMMENT 'Whether the later half of the attempts scores no higher than the earlier and none of it passes',
    pairs Int64 COMMENT 'Pairs of person and question; 0 in rows that count people only',
    irregular Array(UInt16) COMMENT 'Attempt numbers of pairs whose attempts are not 1, 2 and so on, each once; empty for all other pairs',
    irregular_answers Array(Int64) COMMENT 'Answers at each of these attempts',
    scores_at_first Float64 COMMENT 'Sum of overall of the first attempts',
    scores_at_last Float64 COMMENT 'Sum of overall of the last attempts',
    gain_squares Float64 COMMENT 'Sum of the squares of last less first',
    improved Int64 COMMENT 'Pairs whose last attempt scores higher than the first',
    passed_at_first Int64 COMMENT 'Pairs whose first attempt passed',
    passed_at_last Int64 COMMENT 'Pairs whose last attempt passed',
    gained Float64 COMMENT 'Sum of what the later half of the attempts scores more than the earlier',
    gained_squares Float64 COMMENT 'Sum of its squares',
    people_reached Int64 COMMENT 'People whose highest last_attempt within the group, of pairs with a first attempt, this is',
    people_reached_all Int64 COMMENT 'Likewise within all groups: each person once',
    people_ended_all Int64 COMMENT 'People whose highest ended within all groups, of pairs with a first attempt, this is',
    people_practised Int64 COMMENT 'People whose highest number of attempts within the group this is',
    people_practised_all Int64 COMMENT 'Likewise within all groups: each person once',
    people_held Int64 COMMENT 'People whose highest number of attempts within the group, of pairs that held, this is',
    people_held_all Int64 COMMENT 'Likewise within all groups: each person once'
)
-- Plain MergeTree: a settlement writes each row once.
ENGINE = MergeTree
-- A settlement that a newer one follows goes as a whole.
PARTITION BY generation
-- Serves all groups of one kind.
ORDER BY (tenant_id, scorer_version, by, named, last_attempt)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024, auto_statistics_types = ''
COMMENT 'Pairs of person and question over all days, added up by groups and by how far they came'
