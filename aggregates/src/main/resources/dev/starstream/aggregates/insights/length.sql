-- title: How long are good answers?
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
-- param modality String '' (text|transcript) : Typed or spoken answers; empty takes both.
-- column words text : Length in words.
-- column answers count : Answers of that length.
-- column people count : People who gave these answers; of more than 4,000 to about 0.4%.
-- column score score : Mean score.
-- column passed share : Share of the answers that reach the pass mark.
-- column passed_low share : Lower end of its 95% Wilson interval.
-- column passed_high share : Upper end of that interval.
-- column shrunk share detail : passed drawn towards that of all lengths, as if 50 answers of that share
--   had been seen.
-- column structure score detail : Mean sub-score of the story's shape.
-- column content score detail : Mean sub-score of what is said.
-- column against_all text : The interval of passed against that of all answers: higher, lower, or no
--   clear difference where the two overlap.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people: no figures.
-- misread: Longer answers have room for more parts, so they score higher up to a point; adding words
--   alone adds nothing. Spoken and typed answers differ in length. Reads the base table.
-- sentence most passed_low if against_all = higher: Answers of {words} words pass most often:
--   {passed:interval} of {answers} answers.
-- sentence most passed_low: No length clearly passes more often than all together; {words} words come
--   nearest with {passed:interval} of {answers} answers.
WITH
    [0, 25, 50, 100, 150, 200, 250, 300, 400, 600] AS bounds,
    totals AS
    (
        SELECT
            bucket AS least_words,
            answers AS n,
            passed AS k,
            people AS persons,
            overall_sum AS total,
            structure_sum AS total_structure,
            content_sum AS total_content
        FROM tallies_each(
            tenant = {tenant:String}, kind = 'length', scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = {company:String}, level = {level:String}, category = {category:String}, cohort = {cohort:String}, source = {source:String}, modality = {modality:String}, first_attempts_only = {first_attempts_only:UInt8}, limit_seconds = 30)
    ),
    compared AS
    (
        SELECT
            *,
            indexOf(bounds, least_words) AS step,
            persons < 5 AS hidden,
            starstream_wilson_low(k, n) AS low,
            starstream_wilson_high(k, n) AS high,
            sum(k) OVER () AS all_k,
            sum(n) OVER () AS all_n
        FROM totals
    )
SELECT
    if(step = length(bounds), concat(toString(bounds[step]), ' or more'), concat(toString(bounds[step]), ' to ', toString(bounds[step + 1] - 1))) AS words,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, persons) AS people,
    if(hidden, NULL, total / n) AS score,
    if(hidden, NULL, k / n) AS passed,
    if(hidden, NULL, low) AS passed_low,
    if(hidden, NULL, high) AS passed_high,
    if(hidden, NULL, starstream_shrunk(k, n, all_k / all_n)) AS shrunk,
    if(hidden, NULL, total_structure / n) AS structure,
    if(hidden, NULL, total_content / n) AS content,
    if(hidden, NULL, starstream_compared(low, high, starstream_wilson_low(all_k, all_n), starstream_wilson_high(all_k, all_n))) AS against_all,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM compared
ORDER BY step
