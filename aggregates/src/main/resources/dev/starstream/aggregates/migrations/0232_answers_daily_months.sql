-- A month to which nothing has come for a day becomes one part. Every question looks up here which version of the scorer is in force.
ALTER TABLE answers_daily MODIFY SETTING min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1;
