-- As in answer_scores: no statistics of all columns in each insert and merge.
ALTER TABLE answers_daily MODIFY SETTING auto_statistics_types = '';
