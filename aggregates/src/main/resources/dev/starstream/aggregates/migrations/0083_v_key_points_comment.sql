-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_key_points MODIFY COMMENT 'One row an answer and key point of its question, covered or not';
