-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_rejected_answers MODIFY COMMENT 'One row a rejected record, without what was sent';
