-- As settle_erased.sql, of profiles.
ALTER TABLE profiles
DELETE WHERE (tenant_id, candidate_key) IN (SELECT tenant_id, candidate_key FROM erased_candidates)
SETTINGS mutations_sync = 2
