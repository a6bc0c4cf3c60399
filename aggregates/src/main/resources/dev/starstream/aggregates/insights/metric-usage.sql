-- title: Do candidates measure what they did, by level?
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
-- column level text : The level practised for; (all) is all of them together.
-- column answers count : Answers.
-- column people count : People who gave these answers.
-- column any_metric share : Share of the answers with any quantity (7 people, 3 weeks, 20%).
-- column any_metric_low share : Lower end of its 95% Wilson interval.
-- column any_metric_high share : Upper end of that interval.
-- column in_result share : Share of the answers with a quantity that measures an effect of the work.
-- column in_result_low share : Lower end of its 95% Wilson interval.
-- column in_result_high share : Upper end of that interval.
-- column shrunk share detail : in_result drawn towards that of all levels, as if 50 answers of that
--   share had been seen.
-- column metrics number : Quantities an answer, on average.
-- column against_all text : The interval of in_result against that of all levels: higher, lower, or
--   no clear difference where the two overlap.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Many quantities are no merit: most count scope or effort. Only in_result says that the
--   outcome was measured. Levels practise different questions.
-- sentence: {in_result:interval} of {answers} answers measure an effect of the work; {any_metric} hold a
--   quantity of any kind.
WITH
    by_level AS
    (
        SELECT
            level AS in_level,
            answers AS n,
            metric_answers AS k_any,
            outcome_metric_answers AS k,
            metric_count AS quantities,
            people AS persons
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
            kind = 'answer',
            by_company = 'all',
            by_level = 'both',
            by_category = 'all')
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            maxIf(k, in_level = '(all)') OVER () AS all_k,
            maxIf(n, in_level = '(all)') OVER () AS all_n
        FROM by_level
    )
SELECT
    in_level AS level,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k_any / n) AS any_metric,
    if(hidden, NULL, starstream_wilson_low(k_any, n)) AS any_metric_low,
    if(hidden, NULL, starstream_wilson_high(k_any, n)) AS any_metric_high,
    if(hidden, NULL, k / n) AS in_result,
    if(hidden, NULL, low) AS in_result_low,
    if(hidden, NULL, high) AS in_result_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, quantities / n) AS metrics,
    if(hidden OR in_level = '(all)', NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE {level:String} = '' OR in_level = {level:String}
ORDER BY in_level = '(all)' DESC, indexOf(['junior', 'mid', 'senior', 'staff', 'unspecified'], in_level)
