-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_erasures MODIFY COMMENT 'One row an erasure, without whose it was';
