-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_mistakes MODIFY COMMENT 'One row an answer and mistake that it has';
