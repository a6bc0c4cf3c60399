-- Questions without days read totals, so nothing reads this any more; every insert and merge paid for it.
ALTER TABLE answers_daily DROP PROJECTION IF EXISTS all_days;
