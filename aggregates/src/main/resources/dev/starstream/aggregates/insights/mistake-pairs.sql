-- title: Which mistakes occur together?
-- reads: mistake_pairs_each, mistake_pairs_whole, mistake_pairs_days
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
    -- All answers in one row, and the answers of each question in the order of the questions.
    looked_up AS
    (
        SELECT
            groupArrayIf((mistake, other, answers, people), mistake != '') AS doubles,
            mapFromArrays(groupArrayIf(other, mistake = ''), groupArrayIf(answers_by_question, mistake = '')) AS singles,
            mapKeys(singles['']) AS questions,
            mapApply((one, asked) -> (one, arrayMap(question -> asked[question], questions)), singles) AS times_of
        FROM mistake_pairs_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            first_attempts_only = {first_attempts_only:UInt8},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String})
    ),
    totals AS
    (
        SELECT
            (met.1, met.2) AS pair,
            met.3 AS k,
            met.4 AS persons,
            arraySum(times_of['']) AS n,
            arraySum(times_of[met.1]) AS n_one,
            arraySum(times_of[met.2]) AS n_other,
            arraySum((times, one, other) -> one * other / times, times_of[''], times_of[met.1], times_of[met.2]) AS expect
        FROM looked_up
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
