-- Until when the totals hold: the newest settlement, if nobody has been erased since. An erased answer stays counted, but under another number, so it would be counted in the totals and once more beside them.
CREATE OR REPLACE VIEW settled
(
    generation UInt64 COMMENT 'Moment in milliseconds since 1970: every answer inserted until then is in the totals; 0 if there are none that hold'
)
AS SELECT max(generation) AS generation
FROM settlements
WHERE erased = (SELECT count() FROM erased_answers FINAL)
COMMENT 'The settlement to read, always one row';
