-- title: Which part of STAR is missed most, per company and level?
-- reads: answers_daily, star_daily, totals
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
    -- Whether totals can answer: they tell no days, cohorts or sources apart. What they lack is read from x_since in the place of x_daily.
    {from:Date} = '1970-01-01' AND {to:Date} = '2149-06-06' AND {cohort:String} = '' AND {source:String} = '' AS whole,
    told AS
    (
        SELECT
            company,
            level,
            part,
            sum(answers) AS cell_n,
            toInt64(sum(answers)) - toInt64(sum(present)) AS cell_k,
            uniqMergeState(people_missing) AS who_missing
        FROM star_daily
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR day <= {to:Date})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
            AND ({learning:UInt8} = 1 OR part != 'learning')
        GROUP BY company, level, part
    ),
    -- The same people for each part, so they are counted once, where no row is a part.
    answered AS
    (
        SELECT company, level, uniqMergeState(people) AS who
        FROM answers_daily
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR day <= {to:Date})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
        GROUP BY company, level
    ),
    people_of_group AS
    (
        SELECT in_company, in_level, uniqMerge(who) AS persons
        FROM
        (
            SELECT in_company, in_level, who
            FROM answered
            ARRAY JOIN
                ['(all)', if(company = '', '(none)', company), '(all)', if(company = '', '(none)', company)] AS in_company,
                ['(all)', '(all)', level, level] AS in_level
            UNION ALL
            SELECT if(company = '', '(none)', company) AS in_company, level AS in_level, people AS who
            FROM totals
            WHERE whole AND generation = (SELECT generation FROM settled)
                AND tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND kind = 'answer'
                AND first_attempts_only = {first_attempts_only:UInt8}
                AND category = if({category:String} = '', '(all)', {category:String})
        )
        WHERE ({company:String} = '' OR in_company IN ('(all)', {company:String}))
            AND ({level:String} = '' OR in_level IN ('(all)', {level:String}))
        GROUP BY in_company, in_level
    ),
    parts AS
    (
        SELECT
            in_company,
            in_level,
            part,
            sum(cell_n) AS n,
            sum(cell_k) AS k,
            uniqMerge(who_missing) AS persons_missing
        FROM
        (
            SELECT in_company, in_level, part, cell_n, cell_k, who_missing
            FROM told
            ARRAY JOIN
                ['(all)', if(company = '', '(none)', company), '(all)', if(company = '', '(none)', company)] AS in_company,
                ['(all)', '(all)', level, level] AS in_level
            UNION ALL
            SELECT if(company = '', '(none)', company) AS in_company, level AS in_level, item AS part, answers AS cell_n, toInt64(answers) - toInt64(present) AS cell_k, people AS who_missing
            FROM totals
            WHERE whole AND generation = (SELECT generation FROM settled)
                AND tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND kind = 'part'
                AND first_attempts_only = {first_attempts_only:UInt8}
                AND category = if({category:String} = '', '(all)', {category:String})
                AND ({learning:UInt8} = 1 OR item != 'learning')
        )
        WHERE ({company:String} = '' OR in_company IN ('(all)', {company:String}))
            AND ({level:String} = '' OR in_level IN ('(all)', {level:String}))
        GROUP BY in_company, in_level, part
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
        INNER JOIN people_of_group USING (in_company, in_level)
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
