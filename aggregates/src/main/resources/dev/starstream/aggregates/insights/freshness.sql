-- title: How fast do candidates get their critique, and how fresh are the numbers?
-- reads: tallies_each, tallies_whole
-- param from Date '1970-01-01' : First day that counts, by submission, UTC.
-- param to Date '2149-06-06' : Last day that counts, by submission, UTC.
-- param source String '' : One source of events; empty takes all.
-- param scorer_version String '' : One version of the scorer; empty takes the one in force.
-- param limit_seconds UInt32 '30' (1..86400) : Within how many seconds a critique is in time.
-- column source text : Where the events came from; (all) is all of them together, (none) came without.
-- column answers count : Answers.
-- column critique_p50 seconds : Median time from Kafka having the answer to its score and critique.
-- column critique_p99 seconds : 99 of 100 were faster than this.
-- column in_time share : Share of the answers whose critique came within limit_seconds.
-- column in_time_low share : Lower end of its 95% Wilson interval.
-- column in_time_high share : Upper end of that interval.
-- column stored_p50 seconds : Median time from Kafka having the answer to its row in the database.
-- column stored_p99 seconds detail : 99 of 100 were faster than this.
-- column last_submitted time detail : When the newest answer was submitted, on the publisher's clock.
-- column last_event time : When Kafka had the newest answer.
-- column last_scored time detail : When the newest score was made.
-- column grey flag : Fewer than 30 answers: too few to build on.
-- column suppressed flag : Fewer than 5 people sent from this source: no figures. (all) is always shown:
--   it tells of the machine.
-- misread: Answers that were imported late, replayed or scored again by a new version count with
--   their whole wait. Clocks of several machines take part. A quiet source is not a stale one.
-- sentence: {in_time:interval} of {answers} critiques came in time: half within {critique_p50}, 99 of 100
--   within {critique_p99}.
WITH
    -- Each answer once, by its own source: all sources together are put together from these few rows.
    sent AS
    (
        SELECT
            item AS source,
            answers AS given,
            people AS persons,
            in_time AS fast,
            critique_seconds AS critiques,
            stored_seconds AS stored,
            last_submitted AS last_submission,
            last_ingested AS last_arrival,
            last_scored AS last_score
        FROM tallies_each(
            tenant = {tenant:String}, kind = 'source', scorer_version = {scorer_version:String}, from = {from:Date}, to = {to:Date},
            company = '', level = '', category = '', cohort = '', source = {source:String}, modality = '', first_attempts_only = 0, limit_seconds = {limit_seconds:UInt32})
    ),
    totals AS
    (
        SELECT
            in_source,
            sum(given) AS n,
            in_source != '(all)' AND max(persons) < 5 AS hidden,
            sum(fast) AS k,
            quantilesMerge(0.5, 0.99)(critiques) AS to_critique,
            quantilesMerge(0.5, 0.99)(stored) AS to_row,
            max(last_submission) AS newest_submitted,
            max(last_arrival) AS newest_event,
            max(last_score) AS newest_score
        FROM sent
        ARRAY JOIN ['(all)', if(source = '', '(none)', source)] AS in_source
        GROUP BY in_source
    )
SELECT
    in_source AS source,
    if(hidden, NULL, n) AS answers,
    if(hidden, NULL, to_critique[1]) AS critique_p50,
    if(hidden, NULL, to_critique[2]) AS critique_p99,
    if(hidden, NULL, k / n) AS in_time,
    if(hidden, NULL, starstream_wilson_low(k, n)) AS in_time_low,
    if(hidden, NULL, starstream_wilson_high(k, n)) AS in_time_high,
    if(hidden, NULL, to_row[1]) AS stored_p50,
    if(hidden, NULL, to_row[2]) AS stored_p99,
    if(hidden, NULL, newest_submitted) AS last_submitted,
    if(hidden, NULL, newest_event) AS last_event,
    if(hidden, NULL, newest_score) AS last_scored,
    n < 30 AND NOT hidden AS grey,
    hidden AS suppressed
FROM totals
ORDER BY source = '(all)' DESC, source
