-- One view for whatever is asked was planned longer than few answers take to read: three views have its place, of which a question takes one.
DROP VIEW IF EXISTS practice_pairs
