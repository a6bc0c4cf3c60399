-- It held states that count people, a gigabyte at ten million answers, and merging them took most of a question; 0091 has numbers in their place. The next settlement fills it.
DROP TABLE IF EXISTS totals
