-- title: Which mistakes fade with practice, within the same people?
-- reads: answer_scores, mistakes_daily
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- column mistake text : The mistake's id; (any) is any mistake at all.
-- column pairs count detail : Pairs of person and question with a first attempt and a later one, with the
--   mistake or without.
-- column people count : People in these pairs who showed it at the first or the last attempt.
-- column answers count detail : First and last attempts that show it.
-- column first share : Share of the pairs that show it at the first attempt.
-- column first_low share detail : Lower end of its 95% Wilson interval.
-- column first_high share detail : Upper end of that interval.
-- column last share : Share of the pairs that show it at the last attempt.
-- column last_low share detail : Lower end of its 95% Wilson interval.
-- column last_high share detail : Upper end of that interval.
-- column gone count detail : Pairs that showed it at first and not at last.
-- column new count detail : Pairs that showed it at last and not at first.
-- column fall score : first less last.
-- column fall_low score : Lower end of its 95% interval (normal, paired); the ranking goes by it.
-- column fall_high score : Upper end of that interval.
-- column verdict text : last against first, by the pairs that changed: lower if clearly more than half of
--   them lost it, higher if clearly more than half got it (Wilson), else no clear difference.
-- column grey flag : Fewer than 30 pairs that showed it at first or at last: too few to build on.
-- column suppressed flag : Fewer than 5 people with it: no figures.
-- misread: Only people who tried again are in it, and they choose when to stop: who stops at the first
--   clean answer makes every mistake fade. People repeat bad answers, so part of the fall is luck evening
--   out. The critique names the mistake between the attempts, so practice and advice are not told apart.
--   Reads the base table.
-- sentence of mistake != (any) if verdict = lower: {mistake} fades most with practice: from {first} to
--   {last} of {pairs} pairs of person and question, a fall of {fall:interval}.
-- sentence of mistake != (any): No mistake clearly fades with practice; {mistake} comes nearest, from
--   {first} to {last} of {pairs} pairs of person and question.
WITH
    -- What is counted, by number: every pair, any mistake, each mistake. As the rollup knows them, which is a moment behind.
    (
        SELECT arrayConcat(['', '(any)'], arraySort(groupArray(id)))
        FROM
        (
            SELECT toString(mistake_id) AS id
            FROM mistakes_daily AS d
            WHERE tenant_id = {tenant:String}
            GROUP BY mistake_id
        )
    ) AS names,
    -- The first and the last attempt of each pair: what they show as bits, 256 to a page. Numbers are the key, and one is the order of attempts.
    pairs_given AS
    (
        SELECT
            candidate_key AS person,
            any(page) AS page_no,
            argMin(bits, place) AS bits_first,
            argMax(bits, place) AS bits_last
        FROM
        (
            SELECT
                candidate_key,
                attempt_no,
                page,
                cityHash64(question_id, page) AS asked,
                bitShiftLeft(toUInt64(attempt_no), 48) + toUnixTimestamp64Milli(submitted_at) AS place,
                if(page = 0, 1 + 2 * notEmpty(mistake_ids), 0) + arraySum(
                    arrayMap(
                        number -> bitShiftLeft(toUInt256(intDiv(number, 256) = page), number % 256),
                        arrayMap(id -> transform(id, names, range(length(names)), 0), mistake_ids))) AS bits
            FROM answer_scores
            ARRAY JOIN range(intDiv(length(names) + 255, 256)) AS page
            WHERE tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({cohort:String} = '' OR cohort = {cohort:String})
                AND ({source:String} = '' OR source = {source:String})
                AND question_id != ''
        )
        GROUP BY candidate_key, asked
        HAVING min(attempt_no) = 1 AND max(attempt_no) > 1
    ),
    totals AS
    (
        SELECT
            names[number + 1] AS id,
            count() AS shown,
            uniqCombined64(person) AS persons,
            countIf(in_first) AS k_first,
            countIf(in_last) AS k_last,
            countIf(NOT in_last) AS lost,
            countIf(NOT in_first) AS got
        FROM
        (
            SELECT
                person,
                toUInt64(bitShiftRight(bits_first, 64 * word)) AS first,
                toUInt64(bitShiftRight(bits_last, 64 * word)) AS last,
                arrayJoin(bitPositionsToArray(bitOr(first, last))) AS bit,
                toUInt32(256 * page_no + 64 * word + bit) AS number,
                bitTest(first, bit) AS in_first,
                bitTest(last, bit) AS in_last
            FROM pairs_given
            -- Bits are taken apart 64 at a time.
            ARRAY JOIN range(intDiv(least(256, length(names)) + 63, 64)) AS word
        )
        GROUP BY number
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            maxIf(shown, id = '') OVER () AS n,
            (k_first - k_last) / n AS fallen,
            1.959963984540054 * sqrt(greatest(0., lost + got - pow(toFloat64(lost) - got, 2) / n)) / n AS half
        FROM totals
    )
SELECT
    id AS mistake,
    if(hidden, NULL, n) AS pairs,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k_first + k_last) AS answers,
    if(hidden, NULL, k_first / n) AS first,
    if(hidden, NULL, starstream_wilson_low(k_first, n)) AS first_low,
    if(hidden, NULL, starstream_wilson_high(k_first, n)) AS first_high,
    if(hidden, NULL, k_last / n) AS last,
    if(hidden, NULL, starstream_wilson_low(k_last, n)) AS last_low,
    if(hidden, NULL, starstream_wilson_high(k_last, n)) AS last_high,
    if(hidden, NULL, lost) AS gone,
    if(hidden, NULL, got) AS new,
    if(hidden, NULL, fallen) AS fall,
    if(hidden, NULL, fallen - half) AS fall_low,
    if(hidden, NULL, fallen + half) AS fall_high,
    if(hidden, NULL, if(lost + got = 0, 'no clear difference', starstream_compared(0.5, 0.5, starstream_wilson_low(lost, lost + got), starstream_wilson_high(lost, lost + got)))) AS verdict,
    shown < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE id != ''
ORDER BY mistake = '(any)' DESC, suppressed, fall_low DESC, mistake
