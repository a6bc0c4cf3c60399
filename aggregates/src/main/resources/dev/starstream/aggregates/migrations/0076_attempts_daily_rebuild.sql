-- A merge adds rows of attempts_daily up, so the projections of the merged part are made anew from its rows; without this
-- ClickHouse refuses projections of such a table.
ALTER TABLE attempts_daily MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild';
