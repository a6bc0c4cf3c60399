-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_mistakes_daily MODIFY COMMENT 'Answers with a mistake, by day and group; divide by answers of v_answers_daily over the same filter';
