-- title: What does another version of the scorer say of the same answers?
-- reads: answer_scores, answers_daily, mistakes_daily
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
    if({version_a:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {version_a:String}) AS scorer_a,
    (
        SELECT argMax(version, (arrayMap(part -> toUInt32OrZero(part), splitByRegexp('[.+-]', version)), version))
        FROM
        (
            SELECT toString(scorer_version) AS version
            FROM answers_daily AS d
            WHERE tenant_id = {tenant:String}
                AND toString(scorer_version) != scorer_a
            GROUP BY scorer_version
        )
    ) AS highest_other,
    if({version_b:String} = '', highest_other, {version_b:String}) AS scorer_b,
    (
        SELECT argMin(version, given)
        FROM
        (
            SELECT toString(scorer_version) AS version, sum(answers) AS given
            FROM answers_daily AS d
            WHERE tenant_id = {tenant:String}
            GROUP BY scorer_version
        )
        WHERE version IN (scorer_a, scorer_b)
    ) AS fewer,
    -- What can be said of an answer, by number: a number is quicker than a text. Mistakes as the rollup knows them, which is a moment behind.
    (
        SELECT arrayConcat(['overall', 'passed', 'situation', 'task', 'action', 'result', 'learning', 'outcome_metric'], arraySort(groupArray(id)))
        FROM
        (
            SELECT concat('mistake ', mistake_id) AS id
            FROM mistakes_daily AS d
            WHERE tenant_id = {tenant:String}
            GROUP BY mistake_id
        )
    ) AS names,
    -- What both versions say of an answer, as bits, 64 to a page. The answer's hash stands for it: half as long as its id, and no index is asked for each.
    pairs AS
    (
        SELECT
            page,
            any(candidate_key) AS person,
            max(if(is_a, overall, 0)) AS overall_a,
            max(if(is_b, overall, 0)) AS overall_b,
            max(if(is_a, bits, 0)) AS bits_a,
            max(if(is_b, bits, 0)) AS bits_b
        FROM
        (
            SELECT
                cityHash64(answer_id) AS answer,
                page,
                candidate_key,
                scorer_version = scorer_a AS is_a,
                scorer_version = scorer_b AS is_b,
                overall,
                if(page = 0, 1 + 2 * passed + 4 * situation_present + 8 * task_present + 16 * action_present + 32 * result_present + 64 * learning_present + 128 * outcome_metric, 0) + arraySum(
                    arrayMap(
                        number -> bitShiftLeft(toUInt64(number > 0 AND intDiv(number, 64) = page), number % 64),
                        arrayMap(id -> transform(concat('mistake ', id), names, range(length(names)), 0), mistake_ids))) AS bits
            FROM answer_scores
            ARRAY JOIN range(intDiv(length(names) + 63, 64)) AS page
            WHERE tenant_id = {tenant:String}
                AND scorer_version IN (scorer_a, scorer_b)
                -- Of the version that has fewer answers first: the other's are mostly not read any further.
                AND cityHash64(answer_id) IN
                (
                    SELECT cityHash64(answer_id)
                    FROM answer_scores
                    WHERE tenant_id = {tenant:String}
                        AND scorer_version = fewer
                        AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                        AND ({company:String} = '' OR company = {company:String})
                        AND ({level:String} = '' OR level = {level:String})
                        AND ({category:String} = '' OR category = {category:String})
                        AND ({cohort:String} = '' OR cohort = {cohort:String})
                        AND ({source:String} = '' OR source = {source:String})
                        AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
                )
                AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND ({category:String} = '' OR category = {category:String})
                AND ({cohort:String} = '' OR cohort = {cohort:String})
                AND ({source:String} = '' OR source = {source:String})
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
        )
        GROUP BY answer, page
        HAVING max(is_a) AND max(is_b)
    ),
    -- In one pass over the pairs: every pair has overall, so its row counts them.
    measures AS
    (
        SELECT
            names[number + 1] AS named,
            if(number = 0, sum(score_a), toFloat64(countIf(bitTest(bits_a, bit)))) AS sum_a,
            if(number = 0, sum(score_b), toFloat64(countIf(bitTest(bits_b, bit)))) AS sum_b,
            countIf(bitTest(rises, bit)) AS up,
            countIf(bitTest(falls, bit)) AS down,
            countIf(number = 0) AS scored_pairs,
            uniqCombined64If(person, number = 0) AS scored_persons
        FROM
        (
            SELECT
                person,
                overall_a AS score_a,
                overall_b AS score_b,
                bits_a,
                bits_b,
                if(page = 0, overall_b - overall_a >= 0.005, 0) + bitAnd(bits_b, bitNot(bits_a)) AS rises,
                if(page = 0, overall_a - overall_b >= 0.005, 0) + bitAnd(bits_a, bitNot(bits_b)) AS falls,
                arrayJoin(bitPositionsToArray(bitOr(bits_a, bits_b))) AS bit,
                64 * page + bit AS number
            FROM pairs
        )
        GROUP BY number, bit
    ),
    compared AS
    (
        SELECT
            *,
            max(scored_pairs) OVER () AS n,
            max(scored_persons) OVER () AS persons,
            persons < 5 AS hidden
        FROM measures
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
