-- Not deduplicated: back to an earlier version is a row of the same content.
INSERT INTO scorer_activations (scorer_version)
SETTINGS insert_deduplicate = 0, async_insert = 0
SELECT {version:String}
