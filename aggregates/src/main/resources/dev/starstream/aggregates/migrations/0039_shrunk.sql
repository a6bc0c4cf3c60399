-- The rate k out of n drawn towards the overall rate g as if 50 answers of that rate had been seen:
-- a small group has to bring more answers to stand out.
CREATE OR REPLACE FUNCTION starstream_shrunk AS (k, n, g) -> (k + 50 * g) / (n + 50);
