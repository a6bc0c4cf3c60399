-- title: Which kind of question trips candidates most, per company?
-- reads: totals_each, totals_all_days
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
-- param top UInt16 '30' (1..1000) : How many pairs of company and category.
-- column company text : The company practised for.
-- column category text : The category of the questions.
-- column answers count : Answers.
-- column people count : People who gave these answers.
-- column failed count detail : Answers below the pass mark.
-- column rate share : Share of the answers below the pass mark.
-- column rate_low share : Lower end of the rate's 95% Wilson interval; the ranking goes by it.
-- column rate_high share : Upper end of that interval.
-- column shrunk share detail : The rate drawn towards that of all answers, as if 50 answers of that
--   rate had been seen.
-- column against_all text : The rate's interval against that of all answers: higher, lower, or no
--   clear difference where the two overlap.
-- column against_next text detail : The rate against that of the next pair.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Of many pairs some look bad by chance. Which questions a company asks within the category
--   and at which level is not taken out here; hardest-companies does that.
-- sentence if against_next = higher: {category} at {company} trips candidates most: {rate:interval} of
--   {answers} answers by {people} people fail.
-- sentence if against_next = no clear difference: {category} at {company} fails most often, in
--   {rate:interval} of {answers} answers, with no clear difference from the next pair.
-- sentence: {category} at {company} is the only pair to rank: {rate:interval} of {answers} answers fail.
WITH
    pairs AS
    (
        SELECT company, category, answers AS n, toInt64(answers) - toInt64(passed) AS k, people AS persons
        FROM totals_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = '',
            level = {level:String},
            category = '',
            cohort = {cohort:String},
            source = {source:String},
            first_attempts_only = {first_attempts_only:UInt8},
            kind = 'answer',
            by_company = 'each',
            by_level = 'all',
            by_category = 'each')
    ),
    rated AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n
        FROM pairs
    ),
    compared AS
    (
        SELECT
            *,
            leadInFrame(toNullable(low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(high)) OVER by_rank AS next_high
        FROM rated
        WHERE company != '' AND category != ''
            AND ({company:String} = '' OR company = {company:String})
            AND ({category:String} = '' OR category = {category:String})
        WINDOW by_rank AS (ORDER BY hidden, low DESC, company, category ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    company,
    category,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS failed,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(low, high, next_low, next_high)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY suppressed, rate_low DESC, company, category
LIMIT {top:UInt16}
