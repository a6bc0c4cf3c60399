-- It stood in for attempts_daily where a question has a filter that the rollup lacks.
DROP VIEW IF EXISTS attempts_each;
