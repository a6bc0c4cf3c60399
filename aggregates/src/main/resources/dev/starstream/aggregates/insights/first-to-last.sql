-- title: What do people gain from their first to their last attempt at a question?
-- reads: practice_pairs_each, practice_pairs_wide, practice_pairs_whole
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param by String 'category' (category|question|company|level|cohort|source) : What to look at one
--   by one.
-- column group text : The category, question and so on; (all) is everything together, (none) is none.
-- column pairs count : Pairs of person and question with a first attempt and a later one.
-- column people count : People in these pairs.
-- column answers count detail : Answers of these pairs, every attempt.
-- column first score : Mean score of the first attempts.
-- column last score : Mean score of the last attempts.
-- column gain score : last less first, pair by pair, on average.
-- column gain_low score : Lower end of its 95% interval (normal, paired).
-- column gain_high score : Upper end of that interval.
-- column improved share : Share of the pairs whose last attempt scores higher than the first.
-- column improved_low share : Lower end of its 95% Wilson interval; the ranking goes by it.
-- column improved_high share : Upper end of that interval.
-- column shrunk share detail : improved drawn towards that of all pairs, as if 50 pairs of that share
--   had been seen.
-- column passed_first share detail : Share of the first attempts that reach the pass mark.
-- column passed_last share detail : Share of the last attempts that reach it.
-- column against_all text detail : The interval of improved against that of all pairs: higher, lower, or
--   no clear difference where the two overlap.
-- column verdict text : gain against 0: higher, lower, or no clear difference.
-- column grey flag : Fewer than 30 pairs: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: People try again after a bad first answer, so part of the gain is luck evening out. Those who
--   stop early are in it with what they had.
-- sentence if verdict = higher: People gain {gain:interval} of a score of 1 from their first to their last
--   attempt, over {pairs} pairs of person and question.
-- sentence if verdict = lower: Last attempts score lower than first ones, by {gain:interval} over {pairs}
--   pairs of person and question.
-- sentence: No clear gain from first to last attempt: {gain:interval} over {pairs} pairs of person and
--   question.
WITH
    groups AS
    (
        SELECT
            named,
            sum(pairs) AS cell_n,
            uniqCombined64StateIf(person, sign > 0) AS who,
            uniqCombined64StateIf(person, sign < 0) AS who_before,
            sum(people_reached) AS cell_people,
            sum(people_reached_all) AS all_people,
            sum(pairs * attempts) AS cell_answers,
            sum(scores_at_first) AS firsts,
            sum(scores_at_last) AS lasts,
            sum(gain_squares) AS squares,
            sum(improved) AS cell_k,
            sum(passed_at_first) AS passed_firsts,
            sum(passed_at_last) AS passed_lasts
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
            by = {by:String})
        WHERE began AND last_attempt > 1
        GROUP BY named
    ),
    totals AS
    (
        SELECT
            scope,
            toUInt64(sum(cell_n)) AS n,
            -- People counted beforehand, less those of them who are counted anew.
            toUInt64(greatest(0, sum(if(scope = '(all)', all_people, cell_people)) + uniqCombined64Merge(who) - uniqCombined64Merge(who_before))) AS persons,
            toUInt64(sum(cell_answers)) AS answers_given,
            sum(firsts) / n AS mean_first,
            sum(lasts) / n AS mean_last,
            mean_last - mean_first AS mean_gain,
            1.959963984540054 * sqrt(greatest(0, sum(squares) - n * mean_gain * mean_gain) / (n - 1) / n) AS half,
            toUInt64(sum(cell_k)) AS k,
            sum(passed_firsts) / n AS share_first,
            sum(passed_lasts) / n AS share_last
        FROM groups
        ARRAY JOIN ['(all)', if(named = '', '(none)', toString(named))] AS scope
        GROUP BY scope
        HAVING n > 0
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            maxIf(k, scope = '(all)') OVER () AS all_k,
            maxIf(n, scope = '(all)') OVER () AS all_n
        FROM totals
    )
SELECT
    scope AS group,
    if(hidden, NULL, n) AS pairs,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, answers_given) AS answers,
    if(hidden, NULL, mean_first) AS first,
    if(hidden, NULL, mean_last) AS last,
    if(hidden, NULL, mean_gain) AS gain,
    if(hidden, NULL, mean_gain - half) AS gain_low,
    if(hidden, NULL, mean_gain + half) AS gain_high,
    if(hidden, NULL, k / n) AS improved,
    if(hidden, NULL, low) AS improved_low,
    if(hidden, NULL, high) AS improved_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, share_first) AS passed_first,
    if(hidden, NULL, share_last) AS passed_last,
    if(hidden OR scope = '(all)', NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden, NULL, starstream_compared(mean_gain - half, mean_gain + half, 0, 0)) AS verdict,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY scope = '(all)' DESC, suppressed, improved_low DESC, scope
