-- title: Which key points do candidates miss, per question?
-- reads: key_points_each, key_points_whole, key_points_days
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
-- param question String '' : One question's id; empty takes all.
-- param top UInt16 '1' (1..1000) : How many key points of each question.
-- column question text : The question's id.
-- column key_point text : The key point's id.
-- column answers count : Answers to the question that were checked for the key point.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column missed count detail : Answers that do not cover it.
-- column rate share : Share of the answers that do not cover it.
-- column rate_low share : Lower end of the rate's 95% Wilson interval; the ranking goes by it.
-- column rate_high share : Upper end of that interval.
-- column shrunk share detail : The rate drawn towards that of all key points of all questions, as if
--   50 answers of that rate had been seen.
-- column against_all text detail : The rate's interval against that of all key points: higher, lower,
--   or no clear difference where the two overlap.
-- column against_next text : The rate against that of the question's next key point.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: one row without figures.
-- misread: Missed means that no sentence was recognised as covering it. A key point that nearly
--   everybody misses may be badly put, or its cues too narrow. Reads the base table.
-- sentence if against_next = higher: Of question {question}, {key_point} is missed most, clearly more than
--   its next key point: by {rate:interval} of {answers} answers.
-- sentence if against_next = no clear difference: Of question {question}, {key_point} is missed
--   most, by {rate:interval} of {answers} answers, with no clear difference from its next key point.
-- sentence: Of question {question}, {key_point} is missed by {rate:interval} of {answers} answers.
WITH
    rated AS
    (
        SELECT
            question_id,
            key_point,
            answers AS n,
            missed AS k,
            people AS persons,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n,
            row_number() OVER by_rank AS place,
            leadInFrame(toNullable(low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(high)) OVER by_rank AS next_high
        FROM key_points_each(
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
        WINDOW by_rank AS (PARTITION BY question_id ORDER BY low DESC, key_point ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    question_id AS question,
    if(hidden, NULL, key_point) AS key_point,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS missed,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(low, high, next_low, next_high)) AS against_next,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM rated
WHERE ({question:String} = '' OR question_id = {question:String})
    AND (NOT hidden OR place = 1)
ORDER BY max(if(suppressed, -1., low)) OVER (PARTITION BY question_id) DESC, question, suppressed, rate_low DESC, key_point
LIMIT {top:UInt16} BY question
