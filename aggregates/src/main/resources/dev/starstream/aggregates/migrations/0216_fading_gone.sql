-- Made anew with companies and levels; a settlement fills it.
DROP TABLE IF EXISTS fading
