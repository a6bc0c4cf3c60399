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
    -- Each part, also one that nobody misses, by how sure it is that it is missed most.
    ranked AS
    (
        SELECT
            in_company,
            in_level,
            n,
            persons,
            persons < 5 AS hidden,
            in_company = '(all)' AND in_level = '(all)' AS over_all,
            arraySort(one -> (-one.1, one.3), arrayMap(part ->
                (assumeNotNull(starstream_wilson_low(lacking[part].1, n)), assumeNotNull(starstream_wilson_high(lacking[part].1, n)), part, lacking[part].1, lacking[part].2),
                if({learning:UInt8} = 1, ['situation', 'task', 'action', 'result', 'learning'], ['situation', 'task', 'action', 'result']))) AS parts,
            anyIf((parts, n), over_all) OVER () AS everywhere
        FROM cells
    ),
    compared AS
    (
        SELECT
            in_company,
            in_level,
            n,
            persons,
            hidden,
            over_all,
            everywhere,
            place,
            rated.1 AS low,
            rated.2 AS high,
            rated.3 AS of_part,
            rated.4 AS k,
            rated.5 AS persons_missing,
            parts[place + 1] AS next,
            arrayFirst(one -> one.3 = of_part, everywhere.1) AS over_everything
        FROM ranked
        ARRAY JOIN parts AS rated, arrayEnumerate(parts) AS place
        WHERE place <= if(hidden, 1, {top:UInt16})
    )
SELECT
    in_company AS company,
    in_level AS level,
    if(hidden, NULL, of_part) AS part,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS missing,
    if(hidden, NULL, persons_missing) AS people_missing,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, over_everything.4 / everywhere.2)) AS shrunk,
    if(hidden OR over_all, NULL, starstream_compared(low, high, over_everything.1, over_everything.2)) AS against_all,
    if(hidden OR next.3 = '', NULL, starstream_compared(low, high, next.1, next.2)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE ({company:String} = '' OR in_company = {company:String})
    AND ({level:String} = '' OR in_level = {level:String})
ORDER BY
    in_company = '(all)' DESC,
    in_company,
    in_level = '(all)' DESC,
    indexOf(['junior', 'mid', 'senior', 'staff', 'unspecified'], in_level),
    place
