-- title: Which part of STAR is missed most, per company and level?
-- reads: totals_each, totals_days, totals_all_days
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param first_attempts_only UInt8 '1' (0|1) : 1 counts each person once a question, by the first
--   attempt; 0 counts every attempt.
-- param top UInt16 '1' (1..5) : How many parts of each company and level.
-- param learning UInt8 '0' (0|1) : 1 counts learning as a fifth part beside situation, task, action
--   and result.
-- column company text : The company practised for; (all) is all of them together, (none) are
--   answers for no company.
-- column level text : The level practised for; (all) is all of them together.
-- column part text : The part of STAR.
-- column answers count : Answers, with and without the part.
-- column people count : People who gave these answers.
-- column missing count detail : Answers that do not tell the part.
-- column people_missing count detail : People with an answer that does not tell the part.
-- column rate share : Share of the answers that do not tell the part.
-- column rate_low share : Lower end of the rate's 95% Wilson interval; the ranking goes by it.
-- column rate_high share : Upper end of that interval.
-- column shrunk share detail : The rate drawn towards that of all answers, as if 50 answers of that
--   rate had been seen.
-- column against_all text : The rate's interval against that of the same part over all answers:
--   higher, lower, or no clear difference where the two overlap.
-- column against_next text detail : The rate against that of the next part of the company and level.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: one row without figures.
-- misread: A part is missed when the text does not tell it; people leave out what they take as known.
--   The part on top of a cell may be there by chance: see against_next.
-- sentence if against_next = higher: {part} is missed most: {rate:interval} of {answers} answers do not
--   tell it.
-- sentence: {part} is missed most, by {rate:interval} of {answers} answers, with no clear difference from
--   the next part.
WITH
    cells AS
    (
        SELECT
            if(company = '', '(none)', company) AS in_company,
            level AS in_level,
            maxIf(answers, item = '(all)') AS n,
            maxIf(people, item = '(all)') AS persons,
            mapFromArrays(groupArray(item), groupArray((answers, people))) AS lacking
        FROM totals_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String},
            first_attempts_only = {first_attempts_only:UInt8},
            kind = 'part',
            by_company = 'both',
            by_level = 'both',
            by_category = 'all')
        GROUP BY in_company, in_level
    ),
    -- Also a part that nobody misses.
    parts AS
    (
        SELECT in_company, in_level, part, n, persons, lacking[part].1 AS k, lacking[part].2 AS persons_missing
        FROM cells
        ARRAY JOIN if({learning:UInt8} = 1, ['situation', 'task', 'action', 'result', 'learning'], ['situation', 'task', 'action', 'result']) AS part
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            maxIf(k, in_company = '(all)' AND in_level = '(all)') OVER (PARTITION BY part) AS all_k,
            maxIf(n, in_company = '(all)' AND in_level = '(all)') OVER (PARTITION BY part) AS all_n,
            row_number() OVER by_rank AS place,
            leadInFrame(toNullable(low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(high)) OVER by_rank AS next_high
        FROM parts
        WINDOW by_rank AS (PARTITION BY in_company, in_level ORDER BY low DESC, part ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    in_company AS company,
    in_level AS level,
    if(hidden, NULL, part) AS part,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS missing,
    if(hidden, NULL, persons_missing) AS people_missing,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden OR (in_company = '(all)' AND in_level = '(all)'), NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(low, high, next_low, next_high)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE ({company:String} = '' OR in_company = {company:String})
    AND ({level:String} = '' OR in_level = {level:String})
    AND (NOT hidden OR place = 1)
ORDER BY
    in_company = '(all)' DESC,
    in_company,
    in_level = '(all)' DESC,
    indexOf(['junior', 'mid', 'senior', 'staff', 'unspecified'], in_level),
    rate_low DESC,
    part
LIMIT {top:UInt16} BY in_company, in_level
