-- One user with one role. The hash is that of a random password which nobody is told: whoever runs the server gives the user
-- a way in, by ALTER USER ... IDENTIFIED BY or WITH ldap, kerberos or a certificate.
CREATE USER IF NOT EXISTS {user:Identifier} IDENTIFIED WITH sha256_hash BY {hash:String};

GRANT {role:Identifier} TO {user:Identifier};

ALTER USER {user:Identifier} DEFAULT ROLE {role:Identifier};
