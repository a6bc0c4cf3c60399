-- title: How many people come back, week by week after their first answer?
-- reads: answers_daily, retained_days, retained_each
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param weeks UInt8 '8' (1..52) : How many weeks after the first.
-- column week text : The Monday of the week of the first answer, UTC; (all) is all weeks together.
-- column weeks_after text : Weeks after that week.
-- column people count : People whose first answer fell in it, if the week after has ended; of (all) those
--   of every week for which it has.
-- column answers count : Their answers in the week after.
-- column returned share : Share of the people with an answer in the week after.
-- column returned_low share : Lower end of its 95% Wilson interval.
-- column returned_high share : Upper end of that interval.
-- column shrunk share detail : returned drawn towards that of (all), as if 50 people of that share had
--   been seen.
-- column against_all text : The interval of returned against that of (all) as many weeks after: higher,
--   lower, or no clear difference where the two overlap.
-- column grey flag : Fewer than 30 people: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: A first answer is the first that fits the filters, also before from: from only leaves out
--   people who began earlier. A week that has not ended by the last day with answers is left out, not
--   counted as nobody; so the rows of (all) rest on fewer and older people the further they reach. Coming
--   back is no merit by itself: who passed at once may have had enough. Reads the base table.
-- sentence of week = (all), weeks_after = 1: {returned:interval} of {people} people answer again in the
--   week after their first.
-- sentence of week = (all): {returned:interval} of {people} people answer again {weeks_after} weeks after
--   their first week.
WITH
    (
        SELECT least({to:Date}, max(day))
        FROM answers_daily AS d
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
    ) AS last_day,
    -- In the week of the first answer itself, 0 weeks after, everybody is there once.
    weeks_given AS
    (
        SELECT first_week, after, people AS cell_people, answers AS cell_answers
        FROM retained_each(
            tenant = {tenant:String}, scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, weeks = {weeks:UInt8})
    ),
    by_week AS
    (
        SELECT
            first_week,
            sumIf(cell_people, after = 0) AS began,
            mapFromArrays(groupArray(after), groupArray(cell_people)) AS people_after,
            mapFromArrays(groupArray(after), groupArray(cell_answers)) AS answers_after
        FROM weeks_given
        GROUP BY first_week
    ),
    totals AS
    (
        SELECT
            scope,
            after,
            sum(began) AS n,
            sum(people_after[after]) AS k,
            sum(answers_after[after]) AS answers_given
        FROM by_week
        ARRAY JOIN range(1, {weeks:UInt8} + 1) AS after
        ARRAY JOIN ['(all)', toString(first_week)] AS scope
        WHERE first_week + 7 * after + 6 <= last_day
        GROUP BY scope, after
    ),
    compared AS
    (
        SELECT
            *,
            n < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            maxIf(k, scope = '(all)') OVER (PARTITION BY after) AS all_k,
            maxIf(n, scope = '(all)') OVER (PARTITION BY after) AS all_n
        FROM totals
    )
SELECT
    scope AS week,
    after AS weeks_after,
    if(hidden, NULL, n) AS people,
    if(hidden, NULL, answers_given) AS answers,
    if(hidden, NULL, k / n) AS returned,
    if(hidden, NULL, low) AS returned_low,
    if(hidden, NULL, high) AS returned_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden OR scope = '(all)', NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY scope = '(all)' DESC, scope, after
