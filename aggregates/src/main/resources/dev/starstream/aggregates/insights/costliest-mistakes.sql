-- title: Which mistakes cost most?
-- reads: answers_daily, mistakes_daily, totals
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
-- column mistake text : The mistake's id.
-- column severity text detail : The worst severity with which it was found.
-- column answers count : Answers that show the mistake.
-- column people count : People who gave these answers.
-- column score_with score : Their mean score.
-- column score_without score detail : Mean score of the answers that do not show it.
-- column gap score : score_without less score_with.
-- column gap_low score : Lower end of the gap's 95% interval (normal, Welch); the ranking goes by it.
-- column gap_high score : Upper end of that interval.
-- column lost_per_answer score detail : The gap times the share of answers that show the mistake:
--   what it takes from the mean score of all answers.
-- column passed_with share detail : Share of the answers with the mistake that pass.
-- column passed_with_low share detail : Lower end of its 95% Wilson interval.
-- column passed_with_high share detail : Upper end of that interval.
-- column passed_without share detail : Share of the answers without the mistake that pass.
-- column passed_without_low share detail : Lower end of its 95% Wilson interval.
-- column passed_without_high share detail : Upper end of that interval.
-- column verdict text : passed_with against passed_without: lower, higher, or no clear difference where
--   the two intervals overlap.
-- column grey flag : Fewer than 30 answers with or without the mistake: too few to build on.
-- column suppressed flag : Fewer than 5 people with it: no figures.
-- misread: The gap is no effect: mistakes come together, and weak answers have many. Answers that
--   cannot show the mistake, because their question does not allow it, count as without it.
-- sentence if verdict = lower: {mistake} goes with the lowest scores: {answers} answers with it score
--   {gap:interval} below those without, and pass less often.
-- sentence: No mistake clearly goes with fewer passes; {mistake} comes nearest, {gap:interval} below
--   answers without it.
WITH
    -- Whether totals can answer: they tell no days, cohorts or sources apart. What they lack is read from x_since in the place of x_daily.
    {from:Date} = '1970-01-01' AND {to:Date} = '2149-06-06' AND {cohort:String} = '' AND {source:String} = '' AS whole,
    (
        SELECT (sum(n), sum(k), toFloat64(sum(overall)), toFloat64(sum(squares)))
        FROM
        (
            SELECT sum(answers) AS n, sum(passed) AS k, sum(overall_sum) AS overall, sum(overall_square_sum) AS squares
            FROM answers_daily
            WHERE tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND ({from:Date} = '1970-01-01' OR day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR day <= {to:Date})
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({cohort:String} = '' OR cohort = {cohort:String})
                AND ({source:String} = '' OR source = {source:String})
                AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
            UNION ALL
            SELECT answers AS n, passed AS k, overall_sum AS overall, overall_square_sum AS squares
            FROM totals
            WHERE whole AND generation = (SELECT generation FROM settled)
                AND tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND kind = 'answer'
                AND first_attempts_only = {first_attempts_only:UInt8}
                AND company = if({company:String} = '', '(all)', {company:String})
                AND level = if({level:String} = '', '(all)', {level:String})
                AND category = if({category:String} = '', '(all)', {category:String})
        )
    ) AS total,
    made AS
    (
        SELECT
            mistake_id,
            max(indexOf(['minor', 'major', 'critical'], severity)) AS worst,
            sum(answers) AS n,
            sum(passed) AS k,
            sum(overall_sum) AS overall,
            sum(overall_square_sum) AS squares,
            uniqMergeState(people) AS who
        FROM mistakes_daily
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR day >= {from:Date}) AND ({to:Date} = '2149-06-06' OR day <= {to:Date})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR first_attempt)
        GROUP BY mistake_id
    ),
    gaps AS
    (
        SELECT
            mistake_id,
            max(worst) AS rank,
            sum(n) AS n_with,
            sum(k) AS k_with,
            toFloat64(sum(overall)) AS sum_with,
            uniqMerge(who) AS persons,
            toFloat64(sum(squares)) AS squares_with,
            total.1 AS n_all,
            n_all - n_with AS n_without,
            total.2 - k_with AS k_without,
            total.3 - sum_with AS sum_without,
            total.4 - squares_with AS squares_without,
            sum_without / n_without - sum_with / n_with AS mean_gap,
            greatest(0., squares_with - sum_with * sum_with / n_with) / (toInt64(n_with) - 1) / n_with AS variance_with,
            greatest(0., squares_without - sum_without * sum_without / n_without) / (toInt64(n_without) - 1) / n_without AS variance_without,
            1.959963984540054 * sqrt(variance_with + variance_without) AS half,
            persons < 5 AS hidden
        FROM
        (
            SELECT mistake_id, worst, n, k, overall, squares, who
            FROM made
            UNION ALL
            SELECT item AS mistake_id, severity_rank AS worst, answers AS n, passed AS k, overall_sum AS overall, overall_square_sum AS squares, people AS who
            FROM totals
            WHERE whole AND generation = (SELECT generation FROM settled)
                AND tenant_id = {tenant:String}
                AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
                AND kind = 'mistake'
                AND first_attempts_only = {first_attempts_only:UInt8}
                AND company = if({company:String} = '', '(all)', {company:String})
                AND level = if({level:String} = '', '(all)', {level:String})
                AND category = if({category:String} = '', '(all)', {category:String})
        )
        GROUP BY mistake_id
    )
SELECT
    mistake_id AS mistake,
    ['minor', 'major', 'critical'][rank] AS severity,
    if(hidden, NULL, n_with) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, sum_with / n_with) AS score_with,
    if(hidden OR n_without = 0, NULL, sum_without / n_without) AS score_without,
    if(hidden OR n_without = 0, NULL, mean_gap) AS gap,
    if(hidden OR n_without < 2 OR n_with < 2, NULL, mean_gap - half) AS gap_low,
    if(hidden OR n_without < 2 OR n_with < 2, NULL, mean_gap + half) AS gap_high,
    if(hidden OR n_without = 0, NULL, mean_gap * n_with / n_all) AS lost_per_answer,
    if(hidden, NULL, k_with / n_with) AS passed_with,
    if(hidden, NULL, starstream_wilson_low(k_with, n_with)) AS passed_with_low,
    if(hidden, NULL, starstream_wilson_high(k_with, n_with)) AS passed_with_high,
    if(hidden OR n_without = 0, NULL, k_without / n_without) AS passed_without,
    if(hidden, NULL, starstream_wilson_low(k_without, n_without)) AS passed_without_low,
    if(hidden, NULL, starstream_wilson_high(k_without, n_without)) AS passed_without_high,
    if(hidden OR n_without = 0, NULL, starstream_compared(passed_with_low, passed_with_high, passed_without_low, passed_without_high)) AS verdict,
    (n_with < 30 OR n_without < 30) AND NOT hidden AS grey,
    hidden AS suppressed
FROM gaps
ORDER BY suppressed, gap_low DESC NULLS LAST, mistake
