-- What was settled before lacks what is settled from here on, so it must not be read as a settlement any more.
DROP TABLE IF EXISTS settlements
