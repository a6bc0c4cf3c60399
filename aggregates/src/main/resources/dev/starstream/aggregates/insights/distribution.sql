-- title: How are scores distributed?
-- reads: tallies_each, tallies_whole
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
-- column score_from score : Scores from here on ...
-- column score_to score : ... to below here (the last step holds 1 too).
-- column answers count : Answers with such a score.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column share share : Their share of all answers.
-- column share_low share : Lower end of its 95% Wilson interval.
-- column share_high share : Upper end of that interval.
-- column up_to share : Share of all answers with such a score or a lower one; none where a step up
--   to here is suppressed.
-- column grey flag : Fewer than 30 answers in all: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: The pass mark and the weights make the shape: a heap beside the pass mark says something
--   about the rubric before it says something about people. Reads the base table.
-- sentence most share: Scores from {score_from} to {score_to} are the most common: {share:interval} of all
--   answers.
WITH
    counted AS
    (
        SELECT
            bucket AS step,
            answers AS k,
            people AS persons
        FROM tallies_each(
            tenant = {tenant:String}, kind = 'score', scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, modality = '', first_attempts_only = {first_attempts_only:UInt8}, limit_seconds = 30)
    ),
    summed AS
    (
        SELECT
            step,
            k,
            persons,
            persons < 5 AS hidden,
            sum(k) OVER () AS n,
            sum(k) OVER (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS k_up_to,
            max(persons < 5) OVER (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS any_hidden
        FROM counted
    )
SELECT
    step / 20 AS score_from,
    (step + 1) / 20 AS score_to,
    if(hidden, NULL, k) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k / n) AS share,
    if(hidden, NULL, starstream_wilson_low(k, n)) AS share_low,
    if(hidden, NULL, starstream_wilson_high(k, n)) AS share_high,
    if(any_hidden, NULL, k_up_to / n) AS up_to,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM summed
ORDER BY step
