-- title: Do scores move from week to week?
-- reads: weeks_each, weeks_whole
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty shows each on its own.
-- param first_attempts_only UInt8 '1' (0|1) : 1 counts each person once a question, by the first
--   attempt; 0 counts every attempt.
-- column week day : The Monday with which the week begins, UTC.
-- column scorer_version text : The version that scored; never compare across versions.
-- column answers count : Answers.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column score score : Mean score.
-- column passed share : Share of the answers that reach the pass mark.
-- column passed_low share : Lower end of its 95% Wilson interval.
-- column passed_high share : Upper end of that interval.
-- column shrunk share detail : passed drawn towards that of all weeks of the version, as if 50 answers
--   of that share had been seen.
-- column in_result share detail : Share of the answers with a quantity that measures an effect.
-- column against_last text : The interval of passed against that of the week before in this table:
--   higher, lower, or no clear difference where the two overlap.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: The first and the last week may be cut off. A step on the day of a new scorer version is
--   the scorer's, and who practises changes with the season.
-- sentence last if against_last = higher: In the week of {week} more answers pass than in the week before:
--   {passed:interval} of {answers}.
-- sentence last if against_last = lower: In the week of {week} fewer answers pass than in the week before:
--   {passed:interval} of {answers}.
-- sentence last if against_last = no clear difference: In the week of {week} {passed:interval} of
--   {answers} answers pass, no clear difference from the week before.
-- sentence last: In the week of {week} {passed:interval} of {answers} answers pass.
WITH
    totals AS
    (
        SELECT
            version,
            monday,
            answers AS n,
            passed AS k,
            people AS persons,
            overall_sum AS total,
            outcome_metric_answers AS k_outcome
        FROM weeks_each(
            tenant = {tenant:String}, scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, first_attempts_only = {first_attempts_only:UInt8})
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER (PARTITION BY version) AS all_k,
            sum(n) OVER (PARTITION BY version) AS all_n,
            lagInFrame(toNullable(if(hidden, NULL, low))) OVER by_week AS last_low,
            lagInFrame(toNullable(if(hidden, NULL, high))) OVER by_week AS last_high
        FROM totals
        WINDOW by_week AS (PARTITION BY version ORDER BY monday ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    monday AS week,
    version AS scorer_version,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, total / n) AS score,
    if(hidden, NULL, k / n) AS passed,
    if(hidden, NULL, low) AS passed_low,
    if(hidden, NULL, high) AS passed_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, k_outcome / n) AS in_result,
    if(hidden OR last_low IS NULL, NULL, starstream_compared(low, high, last_low, last_high)) AS against_last,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY version, week
