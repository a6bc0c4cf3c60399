-- As in answers_daily: questions without days read totals.
ALTER TABLE star_daily DROP PROJECTION IF EXISTS all_days;
