-- version_diff_cell has all of it and companies and levels too; nothing reads this one.
DROP VIEW IF EXISTS version_diff_whole
