-- Texts instead of words of a dictionary: a merge looks each row's words up anew, which was half of its time. mistake_ids stay as they are, since questions turn them into numbers a word and not a row.
ALTER TABLE answer_scores
    MODIFY COLUMN key_points_hit Array(String),
    MODIFY COLUMN key_points_missed Array(String),
    MODIFY COLUMN mistake_severities Array(String);
