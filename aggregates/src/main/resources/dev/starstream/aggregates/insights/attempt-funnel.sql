-- title: How many stay from attempt to attempt, and how many give up?
-- reads: practice_pairs_each, practice_pairs_wide, practice_pairs_whole
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param attempts UInt8 '10' (1..50) : Up to which attempt.
-- column attempt text : The attempt at the same question.
-- column pairs count : Pairs of person and question that came to this attempt, of those whose first
--   attempt counts.
-- column people count : People in these pairs.
-- column answers count detail : Their answers at this attempt.
-- column reached share : Share of all pairs that came to this attempt.
-- column reached_low share : Lower end of its 95% Wilson interval.
-- column reached_high share : Upper end of that interval.
-- column went_on share : Share of the pairs here that went on to a later attempt.
-- column went_on_low share : Lower end of its 95% Wilson interval.
-- column went_on_high share : Upper end of that interval.
-- column gave_up share : Share of the pairs here that stopped here and had not passed at any attempt.
-- column gave_up_low share : Lower end of its 95% Wilson interval.
-- column gave_up_high share : Upper end of that interval.
-- column shrunk share detail : went_on drawn towards that of all attempts, as if 50 pairs of that share
--   had been seen.
-- column against_last text detail : The interval of went_on against that of the attempt before: higher,
--   lower, or no clear difference where the two overlap.
-- column grey flag : Fewer than 30 pairs: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Who began yesterday has not given up yet: a period that ends today makes stopping look common.
--   A pair whose first attempt the filters leave out is not in it. Stopping after a pass is no loss;
--   gave_up leaves it out.
-- sentence of attempt = 1: After a first attempt {went_on:interval} try the question again; {gave_up} of
--   {pairs} pairs of person and question stop there without a pass.
-- sentence: At attempt {attempt} {went_on:interval} go on; {gave_up} of {pairs} pairs of person and
--   question stop there without a pass.
WITH
    -- Pairs by their last attempt: people are counted once a pair, and not once more at each attempt that it came to.
    -- Most pairs have one answer at each attempt up to there; only those of the others are counted by themselves.
    ended AS
    (
        SELECT
            last_attempt,
            sum(pairs) AS pairs_here,
            uniqCombined64StateIf(person, sign > 0) AS who,
            uniqCombined64StateIf(person, sign < 0) AS who_before,
            sum(people_reached_all) AS people_here,
            sumIf(pairs, NOT has_passed) AS never_passed,
            sumIf(pairs, empty(irregular)) AS one_each,
            sumMapIf(irregular, irregular_answers, notEmpty(irregular)) AS answers_at
        FROM practice_pairs_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String},
            by = 'category')
        WHERE began
        GROUP BY last_attempt
    ),
    totals AS
    (
        SELECT
            step,
            toUInt64(sum(pairs_here)) AS n,
            -- People counted beforehand, less those of them who are counted anew.
            toUInt64(greatest(0, sum(people_here) + uniqCombined64Merge(who) - uniqCombined64Merge(who_before))) AS persons,
            toUInt64(sum(one_each + answers_at.2[indexOf(answers_at.1, step)])) AS answers_given,
            toUInt64(sumIf(pairs_here, last_attempt > step)) AS k,
            toUInt64(sumIf(never_passed, last_attempt = step)) AS stopped
        FROM ended
        ARRAY JOIN range(1, least(toUInt16({attempts:UInt8}), last_attempt) + 1) AS step
        GROUP BY step
        HAVING n > 0
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            max(n) OVER () AS began,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n,
            lagInFrame(toNullable(if(hidden, NULL, low))) OVER by_step AS last_low,
            lagInFrame(toNullable(if(hidden, NULL, high))) OVER by_step AS last_high
        FROM totals
        WINDOW by_step AS (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    step AS attempt,
    if(hidden, NULL, n) AS pairs,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, answers_given) AS answers,
    if(hidden, NULL, n / began) AS reached,
    if(hidden, NULL, starstream_wilson_low(n, began)) AS reached_low,
    if(hidden, NULL, starstream_wilson_high(n, began)) AS reached_high,
    if(hidden, NULL, k / n) AS went_on,
    if(hidden, NULL, low) AS went_on_low,
    if(hidden, NULL, high) AS went_on_high,
    if(hidden, NULL, stopped / n) AS gave_up,
    if(hidden, NULL, starstream_wilson_low(stopped, n)) AS gave_up_low,
    if(hidden, NULL, starstream_wilson_high(stopped, n)) AS gave_up_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden OR last_low IS NULL, NULL, starstream_compared(low, high, last_low, last_high)) AS against_last,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY step
