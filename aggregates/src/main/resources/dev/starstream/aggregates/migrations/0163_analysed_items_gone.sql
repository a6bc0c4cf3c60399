-- There is a view for each case now, so that each statement is planned for one; nothing reads this one.
DROP VIEW IF EXISTS analysed_items
