-- title: Where do answers come from, and who comes back after a first try?
-- reads: returned_each, returned_whole, returned_days
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- column source text : Where the events came from; (none) came without a source.
-- column level text : The level practised for.
-- column people count : People with an answer there.
-- column answers count : Their answers, every attempt.
-- column returned share : Share of the people with a second answer there, to any question.
-- column returned_low share : Lower end of its 95% Wilson interval; the ranking goes by it.
-- column returned_high share : Upper end of that interval.
-- column shrunk share detail : returned drawn towards that of all, as if 50 people of that share had
--   been seen.
-- column days_to_return number : Median days from the first answer to the second, each to three
--   digits, of those who returned.
-- column score_first score detail : Mean score of each person's first answer there.
-- column against_all text : The interval of returned against that of all: higher, lower, or no clear
--   difference where the two overlap.
-- column grey flag : Fewer than 30 people: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Who came last week has had less time to return. A platform that asks for a second try at
--   once has high shares by its own design. Reads the base table.
-- sentence if against_all = higher: Most come back from {source} at level {level}: {returned:interval} of
--   {people} people gave a second answer.
-- sentence: No source and level clearly brings back more people than all together; {source} at level
--   {level} comes nearest with {returned:interval} of {people} people.
WITH
    totals AS
    (
        SELECT
            source,
            level,
            people AS n,
            returned AS k,
            answers AS answers_given,
            days_to_return AS days,
            score_first_sum / people AS score
        FROM returned_each(
            tenant = {tenant:String}, scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String})
    ),
    compared AS
    (
        SELECT
            *,
            n < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n
        FROM totals
    )
SELECT
    if(source = '', '(none)', source) AS source,
    level,
    if(hidden, NULL, n) AS people,
    if(hidden, NULL, answers_given) AS answers,
    if(hidden, NULL, k / n) AS returned,
    if(hidden, NULL, low) AS returned_low,
    if(hidden, NULL, high) AS returned_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden OR k = 0, NULL, days) AS days_to_return,
    if(hidden, NULL, score) AS score_first,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY suppressed, returned_low DESC, source, level
