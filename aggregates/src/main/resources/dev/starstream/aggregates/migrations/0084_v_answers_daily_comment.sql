-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_answers_daily MODIFY COMMENT 'Answers by day, company, category, question, level, cohort, source and first attempt; people and quantiles do not add up over rows';
