-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_attempts_daily MODIFY COMMENT 'Answers by day, group and attempt; people and quantiles do not add up over rows';
