-- A month to which nothing has come for a day becomes one part. Otherwise up to thirty parts stay for good, and whoever looks for what came lately looks in each.
ALTER TABLE answer_scores MODIFY SETTING min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1;
