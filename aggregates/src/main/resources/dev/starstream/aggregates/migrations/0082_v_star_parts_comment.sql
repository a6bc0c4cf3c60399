-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE v_star_parts MODIFY COMMENT 'One row an answer and part of STAR, told or not: filter by one part';
