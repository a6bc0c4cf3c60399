-- Made anew in another order and with more columns; the next settlement fills it, and until then every answer is read.
DROP TABLE IF EXISTS practice
