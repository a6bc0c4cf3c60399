-- Nothing reads it any more: totals_all_days has the answers since.
DROP VIEW IF EXISTS mistakes_since
