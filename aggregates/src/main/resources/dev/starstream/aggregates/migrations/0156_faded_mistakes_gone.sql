-- Split into views for each case: faded_mistakes_each, faded_mistakes_wide and faded_mistakes_whole.
DROP VIEW IF EXISTS faded_mistakes
