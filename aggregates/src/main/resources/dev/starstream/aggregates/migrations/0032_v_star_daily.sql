-- star_daily with its states read: plain numbers by day and group. Counts and sums add up over rows; people do not. Of the active version of the scorer only, so that no answer counts twice; others stand in the base table.
CREATE OR REPLACE VIEW v_star_daily
(
    tenant_id LowCardinality(String) COMMENT 'Platform',
    scorer_version LowCardinality(String) COMMENT 'Active version of the scorer: the only one shown',
    day Date COMMENT 'Day of submission, UTC',
    company LowCardinality(String) COMMENT 'Company practised for; empty if none was given',
    category LowCardinality(String) COMMENT 'Category of the question; empty if it is none of the catalogue',
    level LowCardinality(String) COMMENT 'junior, mid, senior, staff or unspecified',
    first_attempt Bool COMMENT 'Whether these are first attempts at the question',
    part LowCardinality(String) COMMENT 'situation, task, action, result or learning: filter by one, or each answer counts five times',
    answers UInt64 COMMENT 'Answers, with and without the part',
    present UInt64 COMMENT 'Answers that tell the part',
    missing UInt64 COMMENT 'Answers that lack the part',
    share_sum Float64 COMMENT 'Sum of the share of words that tell the part: divide by answers for the mean',
    people_missing UInt64 COMMENT 'Candidates in this row with an answer that lacks the part; do not add up over rows'
)
AS SELECT
    tenant_id,
    scorer_version,
    day,
    company,
    category,
    level,
    first_attempt,
    part,
    sum(d.answers) AS answers,
    sum(d.present) AS present,
    toUInt64(sum(d.answers) - sum(d.present)) AS missing,
    toFloat64(sum(d.share_sum)) AS share_sum,
    uniqMerge(d.people_missing) AS people_missing
FROM star_daily AS d
WHERE (tenant_id, scorer_version) IN (SELECT tenant_id, scorer_version FROM active_scorer)
GROUP BY tenant_id, scorer_version, day, company, category, level, first_attempt, part
COMMENT 'Answers with and without a part of STAR, by day and group: filter by one part; how many people there are says v_answers_daily';
