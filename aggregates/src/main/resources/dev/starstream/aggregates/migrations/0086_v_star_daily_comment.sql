-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_star_daily MODIFY COMMENT 'Answers with and without a part of STAR, by day and group; filter by one part';
