-- title: Which mistakes fade with practice, within the same people?
-- reads: faded_mistakes_each, faded_mistakes_cell, faded_mistakes_wide
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- column mistake text : The mistake's id; (any) is any mistake at all.
-- column pairs count detail : Pairs of person and question with a first attempt and a later one, with the
--   mistake or without.
-- column people count : People in these pairs who showed it at the first or the last attempt.
-- column answers count detail : First and last attempts that show it.
-- column first share : Share of the pairs that show it at the first attempt.
-- column first_low share detail : Lower end of its 95% Wilson interval.
-- column first_high share detail : Upper end of that interval.
-- column last share : Share of the pairs that show it at the last attempt.
-- column last_low share detail : Lower end of its 95% Wilson interval.
-- column last_high share detail : Upper end of that interval.
-- column gone count detail : Pairs that showed it at first and not at last.
-- column new count detail : Pairs that showed it at last and not at first.
-- column fall score : first less last.
-- column fall_low score : Lower end of its 95% interval (normal, paired); the ranking goes by it.
-- column fall_high score : Upper end of that interval.
-- column verdict text : last against first, by the pairs that changed: lower if clearly more than half of
--   them lost it, higher if clearly more than half got it (Wilson), else no clear difference.
-- column grey flag : Fewer than 30 pairs that showed it at first or at last: too few to build on.
-- column suppressed flag : Fewer than 5 people with it: no figures.
-- misread: Only people who tried again are in it, and they choose when to stop: who stops at the first
--   clean answer makes every mistake fade. People repeat bad answers, so part of the fall is luck evening
--   out. The critique names the mistake between the attempts, so practice and advice are not told apart.
-- sentence of mistake != (any) if verdict = lower: {mistake} fades most with practice: from {first} to
--   {last} of {pairs} pairs of person and question, a fall of {fall:interval}.
-- sentence of mistake != (any): No mistake clearly fades with practice; {mistake} comes nearest, from
--   {first} to {last} of {pairs} pairs of person and question.
WITH
    compared AS
    (
        SELECT
            mistake_id,
            pairs AS shown,
            people AS persons,
            first AS k_first,
            last AS k_last,
            shown - k_last AS lost,
            shown - k_first AS got,
            persons < 5 AS hidden,
            maxIf(shown, mistake_id = '') OVER () AS n,
            (k_first - k_last) / n AS fallen,
            1.959963984540054 * sqrt(greatest(0., lost + got - pow(toFloat64(lost) - got, 2) / n)) / n AS half
        FROM faded_mistakes_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String})
    )
SELECT
    mistake_id AS mistake,
    if(hidden, NULL, n) AS pairs,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k_first + k_last) AS answers,
    if(hidden, NULL, k_first / n) AS first,
    if(hidden, NULL, starstream_wilson_low(k_first, n)) AS first_low,
    if(hidden, NULL, starstream_wilson_high(k_first, n)) AS first_high,
    if(hidden, NULL, k_last / n) AS last,
    if(hidden, NULL, starstream_wilson_low(k_last, n)) AS last_low,
    if(hidden, NULL, starstream_wilson_high(k_last, n)) AS last_high,
    if(hidden, NULL, lost) AS gone,
    if(hidden, NULL, got) AS new,
    if(hidden, NULL, fallen) AS fall,
    if(hidden, NULL, fallen - half) AS fall_low,
    if(hidden, NULL, fallen + half) AS fall_high,
    if(hidden, NULL, if(lost + got = 0, 'no clear difference', starstream_compared(0.5, 0.5, starstream_wilson_low(lost, lost + got), starstream_wilson_high(lost, lost + got)))) AS verdict,
    shown < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
WHERE mistake_id != ''
ORDER BY mistake = '(any)' DESC, suppressed, fall_low DESC, mistake
