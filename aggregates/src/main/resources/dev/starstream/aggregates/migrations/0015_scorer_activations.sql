-- Which version of the scorer is in force: a row for each switch, the last one counts. One inserted row switches every number at once.
CREATE TABLE IF NOT EXISTS scorer_activations
(
    scorer_version String COMMENT 'Version that was switched to',
    activated_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC') COMMENT 'When, UTC'
)
-- Plain MergeTree: rows are only added; the history says who saw which version when.
ENGINE = MergeTree
-- Serves the last switch; there are a handful of rows.
ORDER BY activated_at
-- As every table here; a switch back is inserted without deduplication, since its row is like an earlier one.
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Switches of the scorer version in force, for all platforms';
