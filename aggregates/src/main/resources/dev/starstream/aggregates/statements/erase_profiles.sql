-- Settled rows of the candidate, in every generation.
ALTER TABLE profiles
DELETE WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
SETTINGS mutations_sync = 2
