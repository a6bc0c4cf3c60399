-- title: Which mistakes trip candidates most, per company?
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
-- param top UInt16 '5' (1..1000) : How many mistakes of each company.
-- column company text : The company practised for; (all) is all of them together, (none) are
--   answers for no company.
-- column mistake text : The mistake's id.
-- column severity text detail : The worst severity with which it was found.
-- column answers count : Answers of the company, with and without the mistake.
-- column people count : People who gave these answers.
-- column with_it count detail : Answers that show the mistake.
-- column people_with_it count detail : People with an answer that shows the mistake.
-- column rate share : Share of the answers that show the mistake.
-- column rate_low share : Lower end of the rate's 95% Wilson interval; the ranking goes by it.
-- column rate_high share : Upper end of that interval.
-- column shrunk share detail : The rate drawn towards that of all companies, as if 50 answers of
--   that rate had been seen.
-- column against_all text : The rate's interval against that of all companies: higher, lower, or no
--   clear difference where the two overlap.
-- column against_next text detail : The rate against that of the next mistake of the company.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: one row without figures.
-- misread: A mistake that only some questions allow (no_tradeoff, or a question's own) is counted
--   over all answers of the company, so its rate depends on the questions that the company asks.
--   One person's answers resemble each other, so with few people the true interval is wider.
-- sentence if against_next = higher: {mistake} trips candidates most: {rate:interval} of {answers} answers
--   by {people} people show it.
-- sentence if against_next = no clear difference: {mistake} leads, shown by {rate:interval} of {answers}
--   answers by {people} people, with no clear difference from the next mistake.
-- sentence: {mistake} is the only mistake to rank: {rate:interval} of {answers} answers show it.
WITH
    made AS
    (
        SELECT
            if(company = '', '(none)', company) AS scope,
            item AS mistake_id,
            severity_rank AS rank,
            answers AS k,
            people AS persons_with,
            -- Of all answers, which have a row of their own.
            maxIf(answers, item = '(all)') OVER (PARTITION BY company) AS n,
            maxIf(people, item = '(all)') OVER (PARTITION BY company) AS persons
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
            kind = 'mistake',
            by_company = 'both',
            by_level = 'all',
            by_category = 'all')
    ),
    compared AS
    (
        SELECT
            scope,
            mistake_id,
            rank,
            n,
            persons,
            k,
            persons_with,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            maxIf(k, scope = '(all)') OVER (PARTITION BY mistake_id) AS all_k,
            maxIf(n, scope = '(all)') OVER () AS all_n,
            row_number() OVER by_rank AS place,
            leadInFrame(toNullable(low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(high)) OVER by_rank AS next_high
        FROM made
        WHERE mistake_id != '(all)'
        WINDOW by_rank AS (PARTITION BY scope ORDER BY low DESC, mistake_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    scope AS company,
    if(hidden, NULL, mistake_id) AS mistake,
    if(hidden, NULL, ['minor', 'major', 'critical'][rank]) AS severity,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS with_it,
    if(hidden, NULL, persons_with) AS people_with_it,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden OR scope = '(all)', NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(low, high, next_low, next_high)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE ({company:String} = '' OR scope = {company:String})
    AND (NOT hidden OR place = 1)
ORDER BY scope = '(all)' DESC, suppressed, scope, rate_low DESC, mistake
LIMIT {top:UInt16} BY scope
