-- Its numbers are those of v_attempts_daily, which counts the answers themselves.
DROP TABLE IF EXISTS attempts_daily;
