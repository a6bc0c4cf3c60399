-- title: Which questions are hardest, and which tell strong candidates from weak ones?
-- reads: analysed_items_each, analysed_items_cell, analysed_items_wide
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
-- param top UInt16 '20' (1..1000) : How many questions.
-- column question text : The question's id; (other) are questions outside the catalogue.
-- column category text detail : Its category.
-- column answers count : Answers to it.
-- column people count : People who gave these answers.
-- column failed count detail : Answers below the pass mark.
-- column rate share : Share of the answers below the pass mark: the question's difficulty.
-- column rate_low share : Lower end of the rate's 95% Wilson interval; the ranking goes by it.
-- column rate_high share : Upper end of that interval.
-- column shrunk share detail : The rate drawn towards that of all questions, as if 50 answers of
--   that rate had been seen.
-- column against_all text detail : The rate's interval against that of all questions: higher, lower,
--   or no clear difference where the two overlap.
-- column against_next text detail : The rate against that of the next question.
-- column pairs count detail : People who also answered another question: discrimination rests on
--   them.
-- column discrimination number : Correlation, over these people, of passing this question with the
--   mean score on all others; none if all pass or all fail.
-- column discrimination_low number : Lower end of its 95% interval (Fisher's z).
-- column discrimination_high number : Upper end of that interval.
-- column discriminates text : yes; no (the interval reaches 0 or below); all alike (nobody or everybody
--   passes); too few (under 30 people).
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: A question is hard here for those who chose it. One that does not discriminate is not bad
--   practice: it only says little about who is ready, often because its key points are easy to
--   miss for everyone.
-- sentence if against_next = higher: {question} is hardest: {rate:interval} of {answers} answers by
--   {people} people fail.
-- sentence if against_next = no clear difference: {question} fails most often, in {rate:interval} of
--   {answers} answers, with no clear difference from the next question.
-- sentence: {question} is the only question to rank: {rate:interval} of {answers} answers fail.
WITH
    compared AS
    (
        SELECT
            question_id,
            category AS topic,
            answers AS n,
            failed AS k,
            people AS persons,
            persons < 5 AS hidden,
            pairs AS m,
            -- Pearson's, out of the sums.
            (m * xy - x * y) / sqrt((m * xx - x * x) * (m * yy - y * y)) AS r,
            if(isFinite(r), r, NULL) AS r_or_null,
            if(m > 3, tanh(atanh(r_or_null) - 1.959963984540054 / sqrt(m - 3)), NULL) AS r_low,
            if(m > 3, tanh(atanh(r_or_null) + 1.959963984540054 / sqrt(m - 3)), NULL) AS r_high,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n,
            leadInFrame(toNullable(low)) OVER by_rank AS next_low,
            leadInFrame(toNullable(high)) OVER by_rank AS next_high
        FROM analysed_items_each(
            tenant = {tenant:String},
            scorer_version = {scorer_version:String},
            from = {from:Date},
            to = {to:Date},
            company = {company:String},
            level = {level:String},
            category = {category:String},
            cohort = {cohort:String},
            source = {source:String},
            first_attempts_only = {first_attempts_only:UInt8})
        WINDOW by_rank AS (ORDER BY hidden, low DESC, question_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    if(question_id = '', '(other)', question_id) AS question,
    topic AS category,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, k) AS failed,
    if(hidden, NULL, k / n) AS rate,
    if(hidden, NULL, low) AS rate_low,
    if(hidden, NULL, high) AS rate_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    if(hidden OR next_low IS NULL, NULL, starstream_compared(low, high, next_low, next_high)) AS against_next,
    if(hidden, NULL, m) AS pairs,
    if(hidden OR m < 5, NULL, r_or_null) AS discrimination,
    if(hidden OR m < 5, NULL, r_low) AS discrimination_low,
    if(hidden OR m < 5, NULL, r_high) AS discrimination_high,
    if(hidden, NULL, multiIf(m < 30, 'too few', r_or_null IS NULL, 'all alike', r_low > 0, 'yes', 'no')) AS discriminates,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY suppressed, rate_low DESC, question
LIMIT {top:UInt16}
