-- Always one file of data: this table is asked for single answers, all columns at once. A part of 1 GiB is merged no further, so a text is written about twice before it expires.
ALTER TABLE answer_texts MODIFY SETTING min_bytes_for_wide_part = 107374182400, max_bytes_to_merge_at_max_space_in_pool = 1073741824;
