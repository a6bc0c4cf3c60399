-- title: Which companies trip candidates most: raw, shrunk, and adjusted for what they ask?
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
-- param rank_by String 'adjusted' (adjusted|raw) : What the ranking goes by: the lower end of the
--   adjusted ratio or of the raw rate.
-- column company text : The company practised for.
-- column answers count : Answers for it.
-- column people count : People who gave these answers.
-- column failed count detail : Answers below the pass mark.
-- column rate share : Share of the answers below the pass mark.
-- column rate_low share : Lower end of the rate's 95% Wilson interval.
-- column rate_high share : Upper end of that interval.
-- column shrunk share : The rate drawn towards that of all companies, as if 50 answers of that rate
--   had been seen.
-- column expected number detail : Failed answers that its questions and levels let expect, by the
--   rate of the same question and level over all companies.
-- column adjusted number : Failed answers over expected ones: above 1 trips more than its questions
--   explain.
-- column adjusted_low number : Lower end of adjusted, from the rate's interval.
-- column adjusted_high number : Upper end of adjusted.
-- column shared share detail : Share of its answers whose question and level another company has too;
--   only they can tell the company from its questions.
-- column against_all text detail : The raw rate's interval against that of all companies: higher,
--   lower, or no clear difference where the two overlap.
-- column verdict text : The adjusted interval against 1: higher, lower, or no clear difference.
-- column against_next text detail : What the ranking goes by, against the next company.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: A high raw rate may only mean harder questions or higher levels: that is what adjusted
--   takes out. Where no other company asks the same questions (shared is low) adjusted is drawn to 1
--   and says nothing. Candidates choose their companies, so it is not the company's own strictness.
-- sentence most adjusted_low if verdict = higher: {company} trips candidates most for what it asks:
--   {adjusted:interval} times the failures that its questions and levels let expect, in {answers} answers
--   by {people} people.
-- sentence most adjusted_low: No company clearly trips candidates more than its questions and levels let
--   expect; {company} comes nearest with {adjusted:interval} times the failures expected.
-- sentence most rate_low: {rate:interval} of {answers} answers for {company} fail, and no company can be
--   held against its questions.
WITH
    pooled AS
    (
        SELECT
            company,
            -- Questions with their levels are compared; people are counted over all of them.
            item != '(all)' AND level != '(all)' AS is_cell,
            item = '(all)' AND level = if({level:String} = '', '(all)', {level:String}) AS is_company,
            people,
            answers AS cell_n,
            toInt64(answers) - toInt64(passed) AS cell_failed,
            sum(cell_failed) OVER (PARTITION BY item, level) / sum(cell_n) OVER (PARTITION BY item, level) AS pool_rate,
            count() OVER (PARTITION BY item, level) AS companies
        FROM totals_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = '',
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String},
            first_attempts_only = {first_attempts_only:UInt8},
            kind = 'question',
            by_company = 'each',
            by_level = 'both',
            by_category = 'all')
    ),
    of_company AS
    (
        SELECT
            company,
            sumIf(cell_n, is_cell) AS n,
            sumIf(cell_failed, is_cell) AS k,
            sumIf(cell_n * pool_rate, is_cell) AS expect,
            sumIf(cell_n, is_cell AND companies > 1) AS n_shared,
            maxIf(people, is_company) AS persons
        FROM pooled
        GROUP BY company
    ),
    rated AS
    (
        SELECT
            company,
            n,
            k,
            persons,
            persons < 5 AS hidden,
            expect,
            n_shared,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            if(expect = 0, NULL, low * n / expect) AS ratio_low,
            if(expect = 0, NULL, high * n / expect) AS ratio_high
        FROM of_company
    ),
    compared AS
    (
        SELECT
            *,
            if({rank_by:String} = 'raw', low, ratio_low) AS by_low,
            if({rank_by:String} = 'raw', high, ratio_high) AS by_high,
            leadInFrame(toNullable(by_low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(by_high)) OVER by_rank AS next_high
        FROM rated
        WHERE company != ''
        WINDOW by_rank AS (ORDER BY hidden, by_low DESC NULLS LAST, company ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    company,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS failed,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, expect) AS expected,
    if(hidden OR expect = 0, NULL, k / expect) AS adjusted,
    if(hidden, NULL, ratio_low) AS adjusted_low,
    if(hidden, NULL, ratio_high) AS adjusted_high,
    if(hidden, NULL, n_shared / n) AS shared,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR expect = 0, NULL, starstream_compared(ratio_low, ratio_high, 1, 1)) AS verdict,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(by_low, by_high, next_low, next_high)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE {company:String} = '' OR company = {company:String}
ORDER BY suppressed, if(suppressed, NULL, by_low) DESC NULLS LAST, company
