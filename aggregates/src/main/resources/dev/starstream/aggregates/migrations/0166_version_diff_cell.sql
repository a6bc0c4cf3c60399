-- As version_diff_each, of all answers or those for one company and level: what is settled, and those of which a version's row came since. Where no settlement holds all of them came since;
-- and so they are taken if a version is compared with itself, which is not settled.
CREATE OR REPLACE VIEW version_diff_cell
(
    version_a String COMMENT 'The version compared with',
    version_b String COMMENT 'The version looked at',
    measure String COMMENT 'overall is the score; passed, a part of STAR (situation and so on), outcome_metric and each mistake (mistake and its id) are said of an answer or not',
    answers UInt64 COMMENT 'Answers that both have scored; 0 of measures other than overall',
    a Float64 COMMENT 'Answers of which version_a says it; of overall the sum of its scores',
    b Float64 COMMENT 'The same of version_b',
    rose UInt64 COMMENT 'Answers of which only version_b says it; of overall those that score at least 0.005 more',
    fell UInt64 COMMENT 'Answers of which only version_a says it; of overall those that score at least 0.005 less',
    people UInt64 COMMENT 'Candidates who gave these answers; 0 of measures other than overall'
)
AS WITH
    -- The two versions, and which of them has scored fewer answers. Without version_b it is the highest other: 1.10 is above 1.9.
    (
        SELECT
            (
                if({version_a:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {version_a:String}) AS one,
                if({version_b:String} = '', arraySort(version -> (arrayMap(part -> toUInt32OrZero(part), splitByRegexp('[.+-]', version)), version), arrayFilter(version -> version != one, versions))[-1], {version_b:String}) AS other,
                arrayFilter(version -> version IN (one, other), versions)[1]
            )
        FROM
        (
            SELECT groupArray(version) AS versions
            FROM
            (
                SELECT toString(scorer_version) AS version
                FROM answers_daily AS d
                WHERE tenant_id = {tenant:String}
                GROUP BY scorer_version
                ORDER BY sum(answers)
            )
        )
    ) AS scorers,
    scorers.1 AS scorer_a,
    scorers.2 AS scorer_b,
    scorers.3 AS fewer,
    if(scorer_a = scorer_b, 0, (SELECT generation FROM settled)) AS settled_until,
    fromUnixTimestamp64Milli(settled_until, 'UTC') AS settled_at,
    -- What can be said of an answer, by number: a number is quicker than a text.
    (
        SELECT arrayConcat(['overall', 'passed', 'situation', 'task', 'action', 'result', 'learning', 'outcome_metric'], arraySort(groupUniqArray(concat('mistake ', id))))
        FROM
        (
            SELECT toString(other) AS id
            FROM mistake_pairs
            WHERE generation = settled_until
                AND tenant_id = {tenant:String}
                AND mistake = ''
                AND other != ''
            UNION ALL
            SELECT toString(arrayJoin(mistake_ids)) AS id
            FROM answer_scores
            WHERE settled_until > 0
                AND inserted_at > settled_at
                AND tenant_id = {tenant:String}
            UNION ALL
            -- As the rollup knows them, which is a moment behind.
            SELECT toString(mistake_id) AS id
            FROM mistakes_daily AS d
            WHERE settled_until = 0
                AND tenant_id = {tenant:String}
            GROUP BY mistake_id
        )
    ) AS names,
    -- Where nothing is settled, those of the version that has fewer: the other's are mostly not read any further.
    since AS
    (
        SELECT cityHash64(answer_id) AS answer, submitted_at
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version IN (scorer_a, scorer_b)
            AND inserted_at > settled_at
            AND (settled_until > 0 OR scorer_version = fewer)
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
    ),
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
                -- Of answers scored since. An answer has the same time of submission in every version, so months without them are not read.
                AND submitted_at >= (SELECT min(submitted_at) FROM since)
                AND cityHash64(answer_id) IN (SELECT answer FROM since)
                AND ({company:String} = '' OR company = {company:String})
                AND ({level:String} = '' OR level = {level:String})
                AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
        )
        GROUP BY answer, page
        HAVING max(is_a) AND max(is_b)
    )
SELECT
    scorer_a AS version_a,
    scorer_b AS version_b,
    measure,
    sum(n) AS answers,
    sum(sum_a) AS a,
    sum(sum_b) AS b,
    sum(up) AS rose,
    sum(down) AS fell,
    uniqCombined64Merge(who) AS people
FROM
(
    SELECT
        toString(v.measure) AS measure,
        v.answers AS n,
        v.a AS sum_a,
        v.b AS sum_b,
        v.rose AS up,
        v.fell AS down,
        v.people AS who
    FROM version_diffs AS v
    WHERE v.generation = settled_until
        AND v.tenant_id = {tenant:String}
        AND v.version_a = scorer_a
        AND v.version_b = scorer_b
        AND v.first_attempts_only = {first_attempts_only:UInt8}
        AND v.company = if({company:String} = '', '(all)', {company:String})
        AND v.level = if({level:String} = '', '(all)', {level:String})
        AND v.day = '1970-01-01'
    UNION ALL
    SELECT
        names[number + 1] AS measure,
        countIf(number = 0) AS answers,
        if(number = 0, sum(score_a), toFloat64(countIf(bitTest(bits_a, bit)))) AS a,
        if(number = 0, sum(score_b), toFloat64(countIf(bitTest(bits_b, bit)))) AS b,
        countIf(bitTest(rises, bit)) AS rose,
        countIf(bitTest(falls, bit)) AS fell,
        uniqCombined64StateIf(person, number = 0) AS people
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
)
GROUP BY measure
COMMENT 'What two versions of the scorer say of the same answers, by measure, of all answers or those for one company and level'
