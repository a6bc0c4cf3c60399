-- Whether this user may do that with every table.
CHECK GRANT {privilege} ON `{database}`.*
