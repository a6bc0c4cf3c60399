-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_answers MODIFY COMMENT 'One row an answer, as the scorer version in force scored it';
