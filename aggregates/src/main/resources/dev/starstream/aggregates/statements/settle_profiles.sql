-- Writes a generation of profiles out of every answer that was inserted until then, erased ones too, which totals count as well.
INSERT INTO profiles
(
    generation, tenant_id, scorer_version, candidate_key, company, level, category,
    tried_first, mistakes, mistakes_at_first, missing, missing_at_first
)
WITH
    ['situation', 'task', 'action', 'result', 'learning'] AS parts,
    bitOr(NOT situation_present, bitOr(2 * (NOT task_present), bitOr(4 * (NOT action_present), bitOr(8 * (NOT result_present), 16 * (NOT learning_present))))) AS lacks
SELECT
    {generation:UInt64},
    any(tenant_id),
    any(scorer_version),
    candidate_key,
    any(company),
    any(level),
    any(category),
    min(attempt_no) = 1,
    arrayDistinct(groupArrayArray(mistake_ids)),
    arrayDistinct(groupArrayArrayIf(mistake_ids, attempt_no = 1)),
    arrayFilter((part, bit) -> bitTest(groupBitOr(lacks), bit), parts, range(5)),
    arrayFilter((part, bit) -> bitTest(groupBitOrIf(lacks, attempt_no = 1), bit), parts, range(5))
FROM counted_answers
WHERE inserted_at <= fromUnixTimestamp64Milli({generation:UInt64}, 'UTC')
GROUP BY candidate_key, cityHash64(tenant_id, scorer_version, company, level, category)
SETTINGS max_threads = 1, max_bytes_before_external_group_by = 1000000000, max_bytes_before_external_sort = 500000000
