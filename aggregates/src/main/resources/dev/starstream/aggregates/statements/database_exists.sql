-- Asked first, so that a user without the right to create one can migrate one that is there.
SELECT count()
FROM system.databases
WHERE name = '{database}'
