-- The pseudonym of a candidate, as CandidateKey in Java: the first 8 bytes of SHA-256 over tenant, zero byte and reference.
CREATE OR REPLACE FUNCTION starstream_candidate_key AS (tenant, reference) -> reinterpretAsUInt64(reverse(substring(SHA256(concat(tenant, '\0', reference)), 1, 8)));
