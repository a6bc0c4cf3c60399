-- title: Do scores rise from attempt to attempt?
-- reads: tallies_each, tallies_whole, tallies_days
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- column attempt text : The attempt at the same question; 10+ are the tenth and all after it.
-- column answers count : Answers.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column score score : Mean score.
-- column median score detail : Median score, to about 0.4%.
-- column passed share : Share of the answers that reach the pass mark.
-- column passed_low share : Lower end of its 95% Wilson interval.
-- column passed_high share : Upper end of that interval.
-- column shrunk share detail : passed drawn towards that of all attempts, as if 50 answers of that
--   share had been seen.
-- column in_result share detail : Share of the answers with a quantity that measures an effect of the work.
-- column in_result_low share detail : Lower end of its 95% Wilson interval.
-- column in_result_high share detail : Upper end of that interval.
-- column mistakes number : Mistakes an answer, on average.
-- column words number detail : Words an answer, on average.
-- column against_last text : The interval of passed against that of the attempt before: higher,
--   lower, or no clear difference where the two overlap.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Those who try again are not those who tried once: who was satisfied or gave up is gone. A
--   rise mixes practice with that choice; the insight first-to-last follows the same people.
-- sentence of attempt = 2 if against_last = higher: Second attempts pass more often than first ones:
--   {passed:interval} of {answers} answers.
-- sentence of attempt = 2 if against_last = lower: Second attempts pass less often than first ones:
--   {passed:interval} of {answers} answers.
-- sentence of attempt = 2 if against_last = no clear difference: Second attempts pass
--   about as often as first ones, with no clear difference: {passed:interval} of {answers} answers.
-- sentence of attempt = 1: {passed:interval} of {answers} first attempts pass; too few people tried again
--   to compare.
-- sentence: {passed:interval} of {answers} answers at attempt {attempt} pass.
WITH
    -- Each answer by itself: putting together the rollup's quantiles takes longer than counting anew.
    totals AS
    (
        SELECT
            bucket AS tried,
            answers AS n,
            passed AS k,
            people AS persons,
            overall_sum AS total,
            overall_median AS middle,
            outcome_metric_answers AS k_outcome,
            mistakes AS made,
            words AS written
        FROM tallies_each(
            tenant = {tenant:String}, kind = 'attempt', scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, modality = '', first_attempts_only = 0, limit_seconds = 30)
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n,
            lagInFrame(toNullable(if(hidden, NULL, low))) OVER by_attempt AS last_low,
            lagInFrame(toNullable(if(hidden, NULL, high))) OVER by_attempt AS last_high
        FROM totals
        WINDOW by_attempt AS (ORDER BY tried ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    if(tried = 10, '10+', toString(tried)) AS attempt,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, total / n) AS score,
    if(hidden, NULL, middle) AS median,
    if(hidden, NULL, k / n) AS passed,
    if(hidden, NULL, low) AS passed_low,
    if(hidden, NULL, high) AS passed_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, k_outcome / n) AS in_result,
    if(hidden, NULL, starstream_wilson_low(k_outcome, n)) AS in_result_low,
    if(hidden, NULL, starstream_wilson_high(k_outcome, n)) AS in_result_high,
    if(hidden, NULL, made / n) AS mistakes,
    if(hidden, NULL, written / n) AS words,
    if(hidden OR last_low IS NULL, NULL, starstream_compared(low, high, last_low, last_high)) AS against_last,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY tried
