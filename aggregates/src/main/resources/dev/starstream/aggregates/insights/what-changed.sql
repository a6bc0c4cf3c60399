-- title: What changed against the period before?
-- reads: answers_daily
-- param to Date '2149-06-06' : Last day of the period, UTC; the last day with answers if that is
--   earlier.
-- param days UInt16 '28' (1..3660) : Length of the period, and of the one before it.
-- param by String 'company' (company|category|level|question|cohort|source) : What to look at one by
--   one.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param first_attempts_only UInt8 '1' (0|1) : 1 counts each person once a question, by the first
--   attempt; 0 counts every attempt.
-- column group text : The company, category and so on; (all) is everything together, (none) is none.
-- column answers count : Answers in the period.
-- column people count : People who gave these answers.
-- column answers_before count detail : Answers in the period before.
-- column people_before count detail : People who gave those.
-- column passed share : Share of the answers in the period that reach the pass mark.
-- column passed_low share : Lower end of its 95% Wilson interval.
-- column passed_high share : Upper end of that interval.
-- column passed_before share : The same share in the period before.
-- column passed_before_low share detail : Lower end of its 95% Wilson interval.
-- column passed_before_high share detail : Upper end of that interval.
-- column change score : passed less passed_before.
-- column verdict text : passed against passed_before: higher, lower, or no clear difference where the
--   two intervals overlap.
-- column grey flag : Fewer than 30 answers in one of the periods: too few to build on.
-- column suppressed flag : Fewer than 5 people in one of the periods: no figures.
-- misread: Of many groups some change by chance. Who practised may have changed, and which questions;
--   a short period compares weekdays with weekends.
-- sentence if verdict = higher: More answers pass than in the period before: {passed:interval} of {answers}
--   answers against {passed_before}.
-- sentence if verdict = lower: Fewer answers pass than in the period before: {passed:interval} of {answers}
--   answers against {passed_before}.
-- sentence: No clear change of passing against the period before: {passed:interval} of {answers} answers
--   against {passed_before}.
WITH
    (
        SELECT least({to:Date}, max(day))
        FROM answers_daily AS d
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
    ) AS last_day,
    by_group AS
    (
        SELECT
            multiIf(
                {by:String} = 'company', toString(company),
                {by:String} = 'category', toString(category),
                {by:String} = 'level', toString(level),
                {by:String} = 'question', toString(question_id),
                {by:String} = 'cohort', toString(cohort),
                toString(source)) AS named,
            day > last_day - {days:UInt16} AS in_period,
            sum(answers) AS cell_n,
            sum(passed) AS cell_k,
            uniqMergeState(people) AS who
        FROM answers_daily
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
            AND day > last_day - 2 * {days:UInt16}
            AND day <= last_day
        GROUP BY named, in_period
    ),
    totals AS
    (
        SELECT
            scope,
            sumIf(cell_n, in_period) AS n,
            sumIf(cell_k, in_period) AS k,
            uniqMergeIf(who, in_period) AS persons,
            sumIf(cell_n, NOT in_period) AS n_before,
            sumIf(cell_k, NOT in_period) AS k_before,
            uniqMergeIf(who, NOT in_period) AS persons_before,
            persons < 5 OR persons_before < 5 AS hidden
        FROM by_group
        ARRAY JOIN ['(all)', if(named = '', '(none)', named)] AS scope
        GROUP BY scope
    )
SELECT
    scope AS group,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, n_before) AS answers_before,
    if(hidden, NULL, persons_before) AS people_before,
    if(hidden, NULL, k / n) AS passed,
    if(hidden, NULL, starstream_wilson_low(k, n)) AS passed_low,
    if(hidden, NULL, starstream_wilson_high(k, n)) AS passed_high,
    if(hidden, NULL, k_before / n_before) AS passed_before,
    if(hidden, NULL, starstream_wilson_low(k_before, n_before)) AS passed_before_low,
    if(hidden, NULL, starstream_wilson_high(k_before, n_before)) AS passed_before_high,
    if(hidden, NULL, k / n - k_before / n_before) AS change,
    if(hidden, NULL, starstream_compared(starstream_wilson_low(k, n), starstream_wilson_high(k, n), starstream_wilson_low(k_before, n_before), starstream_wilson_high(k_before, n_before))) AS verdict,
    (n < 30 OR n_before < 30) AND NOT hidden AS grey,
    hidden AS suppressed
FROM totals
ORDER BY scope = '(all)' DESC, suppressed, verdict = 'no clear difference', abs(change) DESC, scope
