-- title: How many attempts does it take to pass?
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
-- column answers count : Pairs of person and question that came to this attempt without having passed:
--   one answer each.
-- column people count : People in these pairs.
-- column passed_here share : Share of them that pass at this attempt.
-- column passed_here_low share : Lower end of its 95% Wilson interval.
-- column passed_here_high share : Upper end of that interval.
-- column stopped count detail : Pairs whose last attempt this was, without a pass: from here on they are
--   not known of.
-- column passed_by share : Share that has passed by this attempt, had nobody stopped (Kaplan-Meier).
-- column passed_by_low share : Lower end of its 95% interval (Wilson with the number of pairs that
--   Greenwood's variance amounts to; Rothman 1978).
-- column passed_by_high share : Upper end of that interval.
-- column seen share : Share of all pairs that was seen to pass by this attempt: who stopped counts as
--   never passing.
-- column seen_low share detail : Lower end of its 95% Wilson interval.
-- column seen_high share detail : Upper end of that interval.
-- column grey flag : Fewer than 30 pairs: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: passed_by takes those who stopped to be like those who went on. Who stops is often the weaker,
--   so the truth lies between seen and passed_by. Pairs without a pass are in it, up to their last
--   attempt; pairs whose first attempt the filters leave out are not.
-- sentence of attempt = 3: {passed_by:interval} pass by their third attempt at a question, had nobody
--   stopped; {seen} were seen to.
-- sentence last: {passed_by:interval} pass by attempt {attempt} at a question, had nobody stopped; {seen}
--   were seen to.
WITH
    -- Pairs by their end: people are counted once a pair, and not once more at each attempt that it came to.
    by_end AS
    (
        SELECT
            ended,
            sum(pairs) AS pairs_here,
            uniqCombined64StateIf(person, sign > 0) AS who,
            uniqCombined64StateIf(person, sign < 0) AS who_before,
            sum(people_ended_all) AS people_here,
            sumIf(pairs, has_passed) AS passed_here
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
        GROUP BY ended
    ),
    totals AS
    (
        SELECT
            step,
            toUInt64(sum(pairs_here)) AS n,
            -- People counted beforehand, less those of them who are counted anew.
            toUInt64(greatest(0, sum(people_here) + uniqCombined64Merge(who) - uniqCombined64Merge(who_before))) AS persons,
            toUInt64(sumIf(passed_here, ended = step)) AS k,
            toUInt64(sumIf(pairs_here - passed_here, ended = step)) AS left_here
        FROM by_end
        ARRAY JOIN range(1, least(toUInt16({attempts:UInt8}), ended) + 1) AS step
        GROUP BY step
        HAVING n > 0
    ),
    survived AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            max(n) OVER () AS began,
            sum(k) OVER so_far AS k_so_far,
            exp(sum(log(1 - k / n)) OVER so_far) AS not_passed,
            sum(if(k = n, 0, k / n / (n - k))) OVER so_far AS greenwood,
            -- Where nobody or everybody has passed the variance says nothing: then those who were there count.
            if(k_so_far = 0 OR not_passed = 0, n, (1 - not_passed) / not_passed / greenwood) AS worth
        FROM totals
        WINDOW so_far AS (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
SELECT
    step AS attempt,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k / n) AS passed_here,
    if(hidden, NULL, starstream_wilson_low(k, n)) AS passed_here_low,
    if(hidden, NULL, starstream_wilson_high(k, n)) AS passed_here_high,
    if(hidden, NULL, left_here) AS stopped,
    if(hidden, NULL, 1 - not_passed) AS passed_by,
    if(hidden, NULL, starstream_wilson_low((1 - not_passed) * worth, worth)) AS passed_by_low,
    if(hidden, NULL, starstream_wilson_high((1 - not_passed) * worth, worth)) AS passed_by_high,
    if(hidden, NULL, k_so_far / began) AS seen,
    if(hidden, NULL, starstream_wilson_low(k_so_far, began)) AS seen_low,
    if(hidden, NULL, starstream_wilson_high(k_so_far, began)) AS seen_high,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM survived
ORDER BY step
