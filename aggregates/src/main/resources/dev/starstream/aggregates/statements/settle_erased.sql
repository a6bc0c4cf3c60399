-- What a settlement read of a candidate before the erasure took it from answer_scores.
ALTER TABLE practice
DELETE WHERE (tenant_id, candidate_key) IN (SELECT tenant_id, candidate_key FROM erased_candidates)
SETTINGS mutations_sync = 2
