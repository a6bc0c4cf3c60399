-- One tenant: a role whose users see its rows in every table and, through them, in every view.
CREATE ROLE IF NOT EXISTS {role:Identifier};

GRANT starstream_tenant TO {role:Identifier};

CREATE ROW POLICY OR REPLACE {role:Identifier} ON {database:Identifier}.answer_scores, {database:Identifier}.answer_texts, {database:Identifier}.rejected_answers, {database:Identifier}.answers_daily, {database:Identifier}.mistakes_daily, {database:Identifier}.star_daily, {database:Identifier}.questions_daily, {database:Identifier}.totals, {database:Identifier}.daily_totals, {database:Identifier}.daily_tallies, {database:Identifier}.practice, {database:Identifier}.practice_counts, {database:Identifier}.item_analysis, {database:Identifier}.fading, {database:Identifier}.tallies, {database:Identifier}.returns, {database:Identifier}.daily_returns, {database:Identifier}.mistake_pairs, {database:Identifier}.key_points, {database:Identifier}.version_diffs, {database:Identifier}.profiles, {database:Identifier}.erased_answers, {database:Identifier}.erased_candidates, {database:Identifier}.erasures
    FOR SELECT USING tenant_id = {tenant:String} AS PERMISSIVE TO {role:Identifier};
