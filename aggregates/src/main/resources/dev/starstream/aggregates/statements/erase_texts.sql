-- The texts go at once, not with their TTL.
ALTER TABLE answer_texts
DELETE WHERE tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64}
SETTINGS mutations_sync = 2
