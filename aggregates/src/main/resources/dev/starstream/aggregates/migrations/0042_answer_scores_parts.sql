-- A part below 64 MiB is one file of data and not some 150: the sink's inserts and their first merges make parts like these, and a file system needs longer to create a file than to write it.
ALTER TABLE answer_scores MODIFY SETTING min_bytes_for_wide_part = 67108864;
