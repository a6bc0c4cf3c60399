-- What BI tools show of the view; replacing it drops the comment, so a later version of it brings its own.
ALTER TABLE counted_answers MODIFY COMMENT 'Every answer that the rollups have counted, erased ones without anything that tells who; for the verifier';
