-- title: Which mistakes occur together?
-- reads: answer_scores, mistakes_daily
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
-- param top UInt16 '20' (1..1000) : How many pairs.
-- column mistake text : The one mistake's id.
-- column other text : The other's.
-- column answers count : Answers that show both.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column with_mistake count detail : Answers that show the one, with or without the other.
-- column with_other count detail : Answers that show the other.
-- column rate share detail : Share of all answers that show both.
-- column rate_low share : Lower end of its 95% Wilson interval.
-- column rate_high share : Upper end of that interval.
-- column lift number : How many times as often as if the one had nothing to do with the other.
-- column lift_low number : Lower end of its 95% interval (normal on the logarithm, delta method).
-- column lift_high number : Upper end of that interval.
-- column expected number detail : Answers with both that each question's own rates of the two let expect.
-- column adjusted number : Answers with both over expected ones: what is left of lift once the questions
--   are taken out.
-- column adjusted_low number detail : Lower end of adjusted, from the interval of rate; the ranking goes
--   by it.
-- column adjusted_high number detail : Upper end of adjusted.
-- column verdict text : The interval of adjusted against 1: higher, lower, or no clear difference.
-- column grey flag : Fewer than 30 answers with both: too few to build on.
-- column suppressed flag : Fewer than 5 people with both: one row for all such pairs, without names and
--   figures.
-- misread: Mistakes of the same question meet because of the question: that is what adjusted takes out.
--   Weak answers have many mistakes, so most pairs are above 1, and neither causes the other. Of many
--   pairs some stand out by chance; pairs that never meet are not listed. Reads the base table.
-- sentence most adjusted_low if verdict = higher: {mistake} and {other} go together most:
--   {adjusted:interval} times as often as their questions let expect, in {answers} answers by {people}
--   people.
-- sentence most adjusted_low: No two mistakes clearly go together more than their questions let expect;
--   {mistake} and {other} come nearest with {adjusted:interval} times.
WITH
    -- Mistakes by number, from 1 on: a number is quicker than a text. As the rollup knows them, which is a moment behind.
    (
        SELECT arraySort(groupArray(id))
        FROM
        (
            SELECT toString(mistake_id) AS id
            FROM mistakes_daily AS d
            WHERE tenant_id = {tenant:String}
            GROUP BY mistake_id
        )
    ) AS ids,
    -- Answers by question and the mistakes they show: few sets of many answers.
    shown AS
    (
        SELECT
            any(question_id) AS question,
            any(mistake_ids) AS mistakes,
            count() AS given,
            groupArray(candidate_key) AS who
        FROM answer_scores
        WHERE tenant_id = {tenant:String}
            AND scorer_version = if({scorer_version:String} = '', (SELECT scorer_version FROM active_scorer WHERE tenant_id = {tenant:String}), {scorer_version:String})
            AND ({from:Date} = '1970-01-01' OR toDate(submitted_at) >= {from:Date}) AND ({to:Date} = '2149-06-06' OR toDate(submitted_at) <= {to:Date})
            AND ({company:String} = '' OR company = {company:String})
            AND ({level:String} = '' OR level = {level:String})
            AND ({category:String} = '' OR category = {category:String})
            AND ({cohort:String} = '' OR cohort = {cohort:String})
            AND ({source:String} = '' OR source = {source:String})
            AND ({first_attempts_only:UInt8} = 0 OR attempt_no = 1)
        GROUP BY cityHash64(question_id, mistake_ids)
    ),
    -- How many answers show nothing in particular (0 and 0) or one mistake (0 and it), by question; how many show both of two, of all questions, and how many people did.
    counted AS
    (
        SELECT
            first,
            arrayJoin(if(first = 0, made, arraySlice(made, place + 1))) AS second,
            if(first = 0, question, '') AS asked,
            sum(given) AS times,
            uniqCombined64ArrayIf(who, first > 0) AS persons
        FROM
        (
            SELECT
                question,
                given,
                who,
                arrayPushFront(arraySort(arrayFilter(number -> number > 0, arrayMap(id -> transform(id, ids, arrayEnumerate(ids), 0), mistakes))), 0) AS made
            FROM shown
        )
        ARRAY JOIN
            made AS first,
            arrayEnumerate(made) AS place
        GROUP BY first, second, asked
    ),
    looked_up AS
    (
        SELECT
            first > 0 AS double,
            mapFromArrays(groupArray(second), groupArray(times)) AS times_of,
            groupArray((first, second, times, persons)) AS found
        FROM counted
        GROUP BY double, if(double, '', asked)
    ),
    totals AS
    (
        SELECT
            met.1 AS first,
            met.2 AS second,
            (ids[first], ids[second]) AS pair,
            met.3 AS k,
            met.4 AS persons,
            arraySum(times_of -> times_of[0], questions) AS n,
            arraySum(times_of -> times_of[first], questions) AS n_one,
            arraySum(times_of -> times_of[second], questions) AS n_other,
            arraySum(times_of -> times_of[first] * times_of[second] / times_of[0], questions) AS expect
        FROM
        (
            SELECT
                groupArrayIf(times_of, NOT double) AS questions,
                groupArrayArrayIf(found, double) AS doubles
            FROM looked_up
        )
        ARRAY JOIN doubles AS met
    ),
    rated AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            k * n / n_one / n_other AS lifted,
            1.959963984540054 * sqrt(greatest(0., 1 / k - 1 / n_one - 1 / n_other + (2 * lifted - 1) / n)) AS half,
            row_number() OVER (PARTITION BY hidden ORDER BY pair) AS place
        FROM totals
    )
SELECT
    if(hidden, NULL, pair.1) AS mistake,
    if(hidden, NULL, pair.2) AS other,
    if(hidden, NULL, k) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, n_one) AS with_mistake,
    if(hidden, NULL, n_other) AS with_other,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, lifted) AS lift,
    if(hidden, NULL, lifted * exp(-half)) AS lift_low,
    if(hidden, NULL, lifted * exp(half)) AS lift_high,
    if(hidden, NULL, expect) AS expected,
    if(hidden, NULL, k / expect) AS adjusted,
    if(hidden, NULL, low * n / expect) AS adjusted_low,
    if(hidden, NULL, high * n / expect) AS adjusted_high,
    if(hidden, NULL, starstream_compared(low * n / expect, high * n / expect, 1, 1)) AS verdict,
    k < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM rated
WHERE NOT hidden OR place = 1
ORDER BY suppressed, adjusted_low DESC, mistake, other
LIMIT {top:UInt16}
