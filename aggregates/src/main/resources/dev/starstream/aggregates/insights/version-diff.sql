-- title: What does another version of the scorer say of the same answers?
-- reads: version_diff_each, version_diff_days, version_diff_cell
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param company String '' : One company's id; empty takes all.
-- param level String '' (junior|mid|senior|staff|unspecified) : One level; empty takes all.
-- param category String '' : One category of questions; empty takes all.
-- param cohort String '' : One cohort; empty takes all.
-- param source String '' : One source of events; empty takes all.
-- param version_a String '' : The version to compare with; empty takes the one in force.
-- param version_b String '' : The version to look at; empty takes the highest that is not version_a.
-- param first_attempts_only UInt8 '1' (0|1) : 1 counts each person once a question, by the first
--   attempt; 0 counts every attempt.
-- column measure text : overall is the score; passed, a part of STAR (situation and so on),
--   outcome_metric and each mistake are said of an answer or not.
-- column answers count : Answers that both versions have scored.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column version_a text detail : The version compared with.
-- column version_b text detail : The version looked at.
-- column a score : Share of the answers of which version_a says it; of overall the mean.
-- column b score : The same of version_b.
-- column change score : b less a.
-- column rose count : Answers of which only version_b says it; of overall those that score at least 0.005
--   more.
-- column fell count : Answers of which only version_a says it; of overall those that score at least 0.005
--   less.
-- column same share : Share of the answers of which both versions say the same.
-- column same_low share : Lower end of its 95% Wilson interval.
-- column same_high share : Upper end of that interval.
-- column verdict text : Of the answers that changed: higher if clearly more than half rose, lower if
--   clearly more than half fell, else no clear difference.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: A change is no progress of the candidates, and a higher share is no better scorer: which of
--   the two is right is for labelled answers to say (starstream eval). Reads the base table.
-- sentence of measure = overall if verdict = higher: Version {version_b} scores the same {answers} answers
--   higher: {b} on average where version {version_a} gave {a}.
-- sentence of measure = overall if verdict = lower: Version {version_b} scores the same {answers} answers
--   lower: {b} on average where version {version_a} gave {a}.
-- sentence of measure = overall: Versions {version_a} and {version_b} do not clearly differ: {a} and {b} on
--   average over the same {answers} answers.
WITH
    compared AS
    (
        SELECT
            version_a AS scorer_a,
            version_b AS scorer_b,
            measure AS named,
            a AS sum_a,
            b AS sum_b,
            rose AS up,
            fell AS down,
            max(answers) OVER () AS n,
            max(people) OVER () AS persons,
            persons < 5 AS hidden
        FROM version_diff_each(
            tenant = {tenant:String},
            version_a = {version_a:String},
            version_b = {version_b:String},
            first_attempts_only = {first_attempts_only:UInt8},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String})
    )
SELECT
    named AS measure,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    scorer_a AS version_a,
    scorer_b AS version_b,
    if(hidden, NULL, sum_a / n) AS a,
    if(hidden, NULL, sum_b / n) AS b,
    if(hidden, NULL, (sum_b - sum_a) / n) AS change,
    if(hidden, NULL, up) AS rose,
    if(hidden, NULL, down) AS fell,
    if(hidden, NULL, (n - up - down) / n) AS same,
    if(hidden, NULL, starstream_wilson_low(n - up - down, n)) AS same_low,
    if(hidden, NULL, starstream_wilson_high(n - up - down, n)) AS same_high,
    if(hidden, NULL, if(up + down = 0, 'no clear difference', starstream_compared(starstream_wilson_low(up, up + down), starstream_wilson_high(up, up + down), 0.5, 0.5))) AS verdict,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
-- Of too few people not even their mistakes are named.
WHERE NOT hidden OR named = 'overall'
ORDER BY
    startsWith(named, 'mistake '),
    if(startsWith(named, 'mistake '), up + down, 0) DESC,
    indexOf(['overall', 'passed', 'situation', 'task', 'action', 'result', 'learning', 'outcome_metric'], named),
    named
