-- attempts_daily goes: no insight reads it any more, since its quantiles take longer to put together than to count anew, and each insert paid for it.
DROP VIEW IF EXISTS attempts_daily_mv;
