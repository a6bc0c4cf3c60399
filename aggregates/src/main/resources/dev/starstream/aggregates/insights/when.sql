-- title: When do candidates practise, and when do they do well?
-- reads: tallies_each, tallies_whole
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
-- param by String 'hour' (hour|weekday|both) : Rows by hour of the day, by weekday, or by both.
-- column weekday text : Monday to Sunday on the candidate's clock; (all) is all of them together.
-- column hour text : 00 to 23 on the candidate's clock; (all) is all of them together.
-- column answers count : Answers.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column share share detail : Share of all answers.
-- column score score : Mean score.
-- column passed share : Share of the answers that reach the pass mark.
-- column passed_low share : Lower end of its 95% Wilson interval.
-- column passed_high share : Upper end of that interval.
-- column shrunk share detail : passed drawn towards that of all hours, as if 50 answers of that share
--   had been seen.
-- column against_all text : The interval of passed against that of all answers: higher, lower, or no
--   clear difference where the two overlap.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: The clock is the offset that the publisher sent: if it sends UTC, these are UTC hours. People
--   who practise at night are other people; the hour does not make the score. Reads the base table.
-- sentence most passed_low of weekday = (all), against_all = higher: Answers given from {hour}:00 on, for
--   an hour, pass most often: {passed:interval} of {answers} answers.
-- sentence most passed_low of hour = (all), against_all = higher: Answers given on a {weekday} pass most
--   often: {passed:interval} of {answers} answers.
-- sentence most passed_low of against_all = higher: Answers given on a {weekday} from {hour}:00 on, for an
--   hour, pass most often: {passed:interval} of {answers} answers.
-- sentence most answers of weekday = (all): No hour is clearly better than all together; most answers,
--   {share} of them, come in the hour from {hour}:00 on.
-- sentence most answers of hour = (all): No weekday is clearly better than all together; most answers,
--   {share} of them, come on a {weekday}.
-- sentence most answers: No hour of the week is clearly better than all together; most answers, {share} of
--   them, come on a {weekday} in the hour from {hour}:00 on.
WITH
    ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] AS weekdays,
    totals AS
    (
        SELECT
            intDiv(bucket, 100) AS dow,
            bucket % 100 AS hour_plus_1,
            answers AS n,
            passed AS k,
            people AS persons,
            overall_sum AS total
        FROM tallies_each(
            tenant = {tenant:String}, kind = {by:String}, scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, modality = '', first_attempts_only = {first_attempts_only:UInt8}, limit_seconds = 30)
    ),
    compared AS
    (
        SELECT
            *,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n
        FROM totals
    )
SELECT
    if(dow = 0, '(all)', weekdays[dow]) AS weekday,
    if(hour_plus_1 = 0, '(all)', leftPad(toString(hour_plus_1 - 1), 2, '0')) AS hour,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, n / all_n) AS share,
    if(hidden, NULL, total / n) AS score,
    if(hidden, NULL, k / n) AS passed,
    if(hidden, NULL, low) AS passed_low,
    if(hidden, NULL, high) AS passed_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY dow, hour_plus_1
