-- That something was rejected, and why, is still counted. The remark on whose it is: erase_count.sql.
ALTER TABLE rejected_answers
UPDATE key = NULL, payload = NULL, header_keys = [], header_values = [], event_id = '', candidate_key = 0
WHERE (tenant_id = {tenant:String} AND candidate_key = {candidate_key:UInt64})
   OR (tenant_id = '' AND startsWith(ifNull(key, ''), concat({tenant:String}, '/'))
       AND starstream_candidate_key({tenant:String}, substring(ifNull(key, ''), length({tenant:String}) + 2)) = {candidate_key:UInt64})
SETTINGS mutations_sync = 2
