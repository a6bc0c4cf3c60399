-- title: Which mistakes cost most?
-- reads: totals_each, totals_days, totals_all_days
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
    made AS
    (
        SELECT
            *,
            -- Of all answers, which have a row of their own.
            maxIf(answers, item = '(all)') OVER () AS n_all,
            maxIf(passed, item = '(all)') OVER () AS k_all,
            maxIf(overall_sum, item = '(all)') OVER () AS sum_all,
            maxIf(overall_square_sum, item = '(all)') OVER () AS squares_all
        FROM totals_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String},
            first_attempts_only = {first_attempts_only:UInt8},
            kind = 'mistake',
            by_company = 'all',
            by_level = 'all',
            by_category = 'all')
    ),
    gaps AS
    (
        SELECT
            item AS mistake_id,
            severity_rank AS rank,
            answers AS n_with,
            passed AS k_with,
            toFloat64(overall_sum) AS sum_with,
            people AS persons,
            toFloat64(overall_square_sum) AS squares_with,
            n_all,
            n_all - n_with AS n_without,
            k_all - k_with AS k_without,
            toFloat64(sum_all) - sum_with AS sum_without,
            toFloat64(squares_all) - squares_with AS squares_without,
            sum_without / n_without - sum_with / n_with AS mean_gap,
            greatest(0., squares_with - sum_with * sum_with / n_with) / (toInt64(n_with) - 1) / n_with AS variance_with,
            greatest(0., squares_without - sum_without * sum_without / n_without) / (toInt64(n_without) - 1) / n_without AS variance_without,
            1.959963984540054 * sqrt(variance_with + variance_without) AS half,
            persons < 5 AS hidden
        FROM made
        WHERE item != '(all)'
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
