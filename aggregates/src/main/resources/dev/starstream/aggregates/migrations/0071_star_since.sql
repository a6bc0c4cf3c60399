-- As answers_since: the parts of STAR that totals lack, in columns of star_daily.
CREATE OR REPLACE VIEW star_since
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Version of the scorer: never mix versions in one number',
    day Date COMMENT 'Not told apart here: 1970-01-01',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning',
    cohort LowCardinality(String) COMMENT 'Not told apart here: to filter by cohort read star_each',
    source LowCardinality(String) COMMENT 'Not told apart here: to filter by source read star_each',
    answers UInt64 COMMENT 'Answers, with and without the part: the denominator',
    present UInt64 COMMENT 'Answers that tell the part',
    people_missing AggregateFunction(uniq, UInt64) COMMENT 'Candidates with an answer that lacks the part: read with uniqMerge(people_missing)'
)
AS SELECT
    tenant_id,
    scorer_version,
    toDate('1970-01-01') AS day,
    company,
    category,
    level,
    first_attempt,
    part,
    cohort,
    source,
    answers,
    present,
    people_missing
FROM star_daily AS d
WHERE (SELECT generation FROM settled) = 0
UNION ALL
SELECT
    tenant_id,
    scorer_version,
    toDate('1970-01-01') AS day,
    company,
    category,
    level,
    first_attempt,
    told.1 AS part,
    '(all)' AS cohort,
    '(all)' AS source,
    answers,
    told.2 AS present,
    told.3 AS people_missing
FROM
(
    SELECT
        tenant_id,
        scorer_version,
        company,
        category,
        level,
        CAST(s.attempt_no = 1 AS Bool) AS first_attempt,
        count() AS answers,
        [
            ('situation', countIf(s.situation_present), uniqStateIf(s.candidate_key, NOT s.situation_present)),
            ('task', countIf(s.task_present), uniqStateIf(s.candidate_key, NOT s.task_present)),
            ('action', countIf(s.action_present), uniqStateIf(s.candidate_key, NOT s.action_present)),
            ('result', countIf(s.result_present), uniqStateIf(s.candidate_key, NOT s.result_present)),
            ('learning', countIf(s.learning_present), uniqStateIf(s.candidate_key, NOT s.learning_present))
        ] AS parts
    FROM counted_answers AS s
    WHERE (SELECT generation FROM settled) > 0 AND s.inserted_at > fromUnixTimestamp64Milli((SELECT generation FROM settled), 'UTC')
    GROUP BY tenant_id, scorer_version, company, category, level, first_attempt
)
ARRAY JOIN parts AS told
COMMENT 'What star_daily adds up, of the answers since the settlement in force and without their days; all of star_daily if there is none'
