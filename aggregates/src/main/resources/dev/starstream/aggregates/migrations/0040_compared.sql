-- What two intervals allow to say: as long as they overlap, nothing.
CREATE OR REPLACE FUNCTION starstream_compared AS (low, high, other_low, other_high) -> multiIf(low > other_high, 'higher', high < other_low, 'lower', 'no clear difference');
