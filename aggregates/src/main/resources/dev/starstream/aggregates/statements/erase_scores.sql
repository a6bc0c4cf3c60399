-- Only rows whose counts are kept: one that arrived since is left to the next round. A mutation and
-- no lightweight delete: the bytes are to go.
ALTER TABLE answer_scores
DELETE WHERE tenant_id = {tenant:String}
    AND candidate_key = {candidate_key:UInt64}
    AND (_topic_id, _partition, _offset) IN (SELECT _topic_id, _partition, _offset FROM erased_answers)
SETTINGS mutations_sync = 2
