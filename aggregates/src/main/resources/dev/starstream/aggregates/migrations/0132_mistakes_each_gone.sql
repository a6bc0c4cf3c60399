-- Insights read answers in parameterized views of their own now; nothing reads this one.
DROP VIEW IF EXISTS mistakes_each
