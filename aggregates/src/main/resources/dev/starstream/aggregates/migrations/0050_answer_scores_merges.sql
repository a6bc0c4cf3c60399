-- Merges twenty parts where it merged five, so that a row is rewritten less often; a question reads some more parts. And no statistics of all columns, which ClickHouse would gather in each insert and merge and which no query of ours is planned by.
ALTER TABLE answer_scores MODIFY SETTING merge_selector_base = 20, auto_statistics_types = '';
