-- faded_mistakes_cell has all of it and companies and levels too; nothing reads this one.
DROP VIEW IF EXISTS faded_mistakes_whole
