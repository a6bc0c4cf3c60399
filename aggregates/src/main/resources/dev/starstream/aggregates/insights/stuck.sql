-- title: Who practises and does not improve?
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
-- param attempts UInt8 '3' (2..50) : From how many attempts at a question on somebody practises it.
-- column group text : The category, question and so on; (all) is everything together, (none) is none.
-- column pairs count : Pairs of person and question that were practised.
-- column people count : People in these pairs.
-- column answers count detail : Answers of these pairs.
-- column people_stuck count detail : People with a pair that is stuck; none if there are fewer than 5.
-- column stuck share : Share of the pairs that are stuck: the later half of the attempts scores no higher
--   on average than the earlier half, and none of it passes. Of an odd number the middle one is in
--   neither.
-- column stuck_low share : Lower end of its 95% Wilson interval; the ranking goes by it.
-- column stuck_high share : Upper end of that interval.
-- column shrunk share detail : stuck drawn towards that of all pairs, as if 50 pairs of that share had
--   been seen.
-- column gain score : Mean score of the later halves less that of the earlier halves.
-- column gain_low score detail : Lower end of its 95% interval (normal, paired).
-- column gain_high score detail : Upper end of that interval.
-- column against_all text : The interval of stuck against that of all pairs: higher, lower, or no clear
--   difference where the two overlap.
-- column grey flag : Fewer than 30 pairs: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Scores vary by chance: with no progress at all about half of the pairs that do not pass look
--   stuck. It names groups and no person, for whom a handful of answers decides nothing; who passes early
--   stops and is not in it.
-- sentence of group != (all) if against_all = higher: {group} holds people back most: {stuck:interval} of
--   {pairs} practised pairs of person and question do not improve.
-- sentence of group = (all): {stuck:interval} of {pairs} practised pairs of person and question do not
--   improve, and no group clearly more than the others.
-- sentence: {stuck:interval} of {pairs} practised pairs of person and question do not improve.
WITH
    groups AS
    (
        SELECT
            named,
            sum(pairs) AS cell_n,
            uniqCombined64StateIf(person, sign > 0) AS who,
            uniqCombined64StateIf(person, sign < 0) AS who_before,
            sum(people_practised) AS cell_people,
            sum(people_practised_all) AS all_people,
            sum(pairs * attempts) AS cell_answers,
            sumIf(pairs, held) AS cell_k,
            uniqCombined64StateIf(person, held AND sign > 0) AS who_held,
            uniqCombined64StateIf(person, held AND sign < 0) AS who_held_before,
            sum(people_held) AS cell_held,
            sum(people_held_all) AS all_held,
            sum(gained) AS gains,
            sum(gained_squares) AS squares
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
        WHERE attempts >= {attempts:UInt8}
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
            toUInt64(sum(cell_k)) AS k,
            toUInt64(greatest(0, sum(if(scope = '(all)', all_held, cell_held)) + uniqCombined64Merge(who_held) - uniqCombined64Merge(who_held_before))) AS persons_held,
            sum(gains) / n AS mean_gain,
            1.959963984540054 * sqrt(greatest(0, sum(squares) - n * mean_gain * mean_gain) / (n - 1) / n) AS half
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
    if(hidden OR persons_held < 5, NULL, persons_held) AS people_stuck,
    if(hidden, NULL, k / n) AS stuck,
    if(hidden, NULL, low) AS stuck_low,
    if(hidden, NULL, high) AS stuck_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, mean_gain) AS gain,
    if(hidden, NULL, mean_gain - half) AS gain_low,
    if(hidden, NULL, mean_gain + half) AS gain_high,
    if(hidden OR scope = '(all)', NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY scope = '(all)' DESC, suppressed, stuck_low DESC, scope
