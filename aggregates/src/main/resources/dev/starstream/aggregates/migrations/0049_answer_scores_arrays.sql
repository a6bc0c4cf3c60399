-- Texts instead of words of a dictionary, which a merge looks up anew for each row. What the views and many questions read, mistakes and their severities, stays as it is: grouping by words is cheaper than by texts.
ALTER TABLE answer_scores
    MODIFY COLUMN key_points_hit Array(String),
    MODIFY COLUMN key_points_missed Array(String);
