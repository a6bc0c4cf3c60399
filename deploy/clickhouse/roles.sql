-- Who may do what, once a database: `starstream migrate --with-access` puts the names in, quoted, and runs each statement.
-- Repeating it changes nothing that is as it says here. It needs a user with ACCESS MANAGEMENT. No password stands here.

-- People and BI tools: they read, for a minute at most, with bounds that they can tighten and not widen.
-- readonly = 2 and not 1, because drivers send settings of their own with each query.
CREATE SETTINGS PROFILE OR REPLACE starstream_analyst SETTINGS
    readonly = 2 CONST,
    max_execution_time = 30 MIN 1 MAX 60,
    max_memory_usage = 4000000000 MIN 1 MAX 4000000000,
    max_threads = 4 MIN 1 MAX 8,
    max_rows_to_read = 2000000000 MIN 1 MAX 2000000000,
    max_result_rows = 1000000 MIN 1 MAX 1000000,
    result_overflow_mode = 'throw' CONST,
    allow_ddl = 0 CONST;

-- Dashboards ask many small things at once; each must be short.
CREATE SETTINGS PROFILE OR REPLACE starstream_dashboard SETTINGS
    readonly = 2 CONST,
    max_execution_time = 20 MIN 1 MAX 20,
    max_memory_usage = 2000000000 MIN 1 MAX 2000000000,
    max_threads = 4 MIN 1 MAX 8,
    max_rows_to_read = 2000000000 MIN 1 MAX 2000000000,
    max_result_rows = 100000 MIN 1 MAX 100000,
    result_overflow_mode = 'throw' CONST,
    allow_ddl = 0 CONST;

-- What the sink's promise rests on cannot be switched off by a client.
CREATE SETTINGS PROFILE OR REPLACE starstream_sink SETTINGS
    async_insert = 0 CONST,
    insert_deduplicate = 1 CONST,
    deduplicate_blocks_in_dependent_materialized_views = 1 CONST,
    materialized_views_ignore_errors = 0 CONST;

-- Analysts of the whole database: the v_* views and what these read. A view asks with the rights of whoever
-- reads it, so that the row policies below hold through it too. No texts, no rejects: both hold what people wrote.
CREATE ROLE IF NOT EXISTS starstream_analyst;

ALTER ROLE starstream_analyst SETTINGS PROFILE 'starstream_analyst';

GRANT SELECT ON {database:Identifier}.v_answers TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_mistakes TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_star_parts TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_key_points TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_answers_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_mistakes_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_star_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_attempts_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.v_questions_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.active_scorer TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.scorer_activations TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.answer_scores TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.answers_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.mistakes_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.star_daily TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.questions_daily TO starstream_analyst;

-- What is settled of practice, and until when.
GRANT SELECT ON {database:Identifier}.practice TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.practice_counts TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.practice_pairs_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.practice_pairs_wide TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.practice_pairs_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.item_analysis TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.analysed_items_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.analysed_items_cell TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.analysed_items_wide TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.fading TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.faded_mistakes_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.faded_mistakes_wide TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.faded_mistakes_cell TO starstream_analyst;

-- What insights read when they are asked for a cohort or a source: every answer, erased ones without anything that tells who.
GRANT SELECT ON {database:Identifier}.answers_each TO starstream_analyst;

-- What they read when they are asked for no days.
GRANT SELECT ON {database:Identifier}.settlements TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.settled TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.totals TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.daily_totals TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.daily_tallies TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.tallies TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.tallies_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.tallies_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.tallies_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.weeks_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.weeks_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.returns TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.daily_returns TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.retained_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.retained_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.returned_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.returned_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.returned_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.mistake_pairs TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.key_points TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.version_diffs TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.mistake_pairs_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.mistake_pairs_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.mistake_pairs_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.key_points_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.key_points_whole TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.key_points_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.version_diff_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.version_diff_cell TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.version_diff_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.answers_since TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.profiles TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.totals_each TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.totals_all_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.totals_days TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.counted_answers TO starstream_analyst;

GRANT SELECT ON {database:Identifier}.erased_answers TO starstream_analyst;

-- Whoever has it sees rows of the tenants that tenant.sql names, and of no other.
CREATE ROLE IF NOT EXISTS starstream_tenant;

GRANT starstream_analyst TO starstream_tenant;

-- Grafana and the like: all tenants, numbers only, with the counts of rejects and erasures.
CREATE ROLE IF NOT EXISTS starstream_dashboard;

ALTER ROLE starstream_dashboard SETTINGS PROFILE 'starstream_dashboard';

GRANT starstream_analyst TO starstream_dashboard;

GRANT SELECT ON {database:Identifier}.erasures TO starstream_dashboard;

GRANT SELECT ON {database:Identifier}.v_erasures TO starstream_dashboard;

GRANT SELECT(tenant_id, reject_id, stage, reason, topic, rejected_at) ON {database:Identifier}.rejected_answers TO starstream_dashboard;

-- The stages: `serve`, `erase`, `verify`, `rescore`. They make no tables; `migrate` is run by somebody who may.
CREATE ROLE IF NOT EXISTS starstream_sink;

ALTER ROLE starstream_sink SETTINGS PROFILE 'starstream_sink';

GRANT SELECT, INSERT, ALTER UPDATE, ALTER DELETE, OPTIMIZE ON {database:Identifier}.* TO starstream_sink;

GRANT SELECT ON system.tables TO starstream_sink;

GRANT SELECT ON system.settings TO starstream_sink;

GRANT SELECT ON system.merge_tree_settings TO starstream_sink;

-- So much in an hour, each user by itself: one loop that went wild does not stop the others.
CREATE QUOTA OR REPLACE starstream_analyst KEYED BY user_name
    FOR INTERVAL 1 hour MAX queries = 3000, errors = 500, execution_time = 1800
    TO starstream_analyst, starstream_tenant;

CREATE QUOTA OR REPLACE starstream_dashboard KEYED BY user_name
    FOR INTERVAL 1 hour MAX queries = 60000, execution_time = 3600
    TO starstream_dashboard;

-- A table with a policy shows its rows by policies only. Everybody but the tenants' users keeps seeing all of them.
-- Settlements no tenant's user sees: whether one holds is told by all erased answers, of which they see their own. So they read rollups.
CREATE ROW POLICY OR REPLACE starstream_everyone ON {database:Identifier}.answer_scores, {database:Identifier}.answer_texts, {database:Identifier}.rejected_answers, {database:Identifier}.answers_daily, {database:Identifier}.mistakes_daily, {database:Identifier}.star_daily, {database:Identifier}.questions_daily, {database:Identifier}.settlements, {database:Identifier}.totals, {database:Identifier}.daily_totals, {database:Identifier}.daily_tallies, {database:Identifier}.practice, {database:Identifier}.practice_counts, {database:Identifier}.item_analysis, {database:Identifier}.fading, {database:Identifier}.tallies, {database:Identifier}.returns, {database:Identifier}.daily_returns, {database:Identifier}.mistake_pairs, {database:Identifier}.key_points, {database:Identifier}.version_diffs, {database:Identifier}.profiles, {database:Identifier}.erased_answers, {database:Identifier}.erased_candidates, {database:Identifier}.erasures
    FOR SELECT USING 1 AS PERMISSIVE TO ALL EXCEPT starstream_tenant;
