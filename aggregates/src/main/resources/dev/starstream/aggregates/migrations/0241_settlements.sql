-- Until when the tables without days are filled: one row each time that they have been. What came since is read from the answers.
CREATE TABLE IF NOT EXISTS settlements
(
    generation UInt64 COMMENT 'Moment in milliseconds since 1970: every answer inserted until then is in it; also names its rows in the tables',
    answers UInt64 COMMENT 'Rows of answer_scores until then',
    erased UInt64 COMMENT 'Rows of erased_answers when it was made; with more of them than that the totals no longer hold',
    published_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'When it was done'
)
-- Rows are inserted once each; a reader takes the newest.
ENGINE = MergeTree
-- Serves the newest.
ORDER BY generation
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Settlements, one row each';
