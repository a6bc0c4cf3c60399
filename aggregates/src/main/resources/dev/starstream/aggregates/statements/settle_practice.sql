-- Writes a generation of practice out of every answer that was inserted until then.
INSERT INTO practice
(
    generation, tenant_id, scorer_version, candidate_key, question_id, category, company, level, cohort, source, whole,
    first_day, last_day, days_in_order, attempts, places, scores, irregular, first_attempt, last_attempt, score_at_first, score_at_last, passed_at_first, passed_at_last, passed_at,
    gained, passed_later, scored, passes, mistakes, mistakes_shown
)
WITH
    given AS
    (
        SELECT
            *,
            cityHash64(tenant_id, scorer_version, question_id) AS asked,
            cityHash64(category, company, level, cohort, source) AS group_of_row,
            bitShiftLeft(toUInt64(attempt_no), 48) + 2 * toUnixTimestamp64Milli(submitted_at) + passed AS place,
            -- Of two at once the lower score is the first. The bits of a share do: they rise with it. Which mistakes were made comes along as a number.
            bitShiftLeft(toUInt256(place), 128) + bitShiftLeft(toUInt256(reinterpretAsUInt64(overall)), 64) + cityHash64(mistake_ids) AS in_order
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:Int64}, 'UTC')
            -- Who is being erased is still here for a moment.
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
    ),
    -- Pairs of person and question whose attempts differ in company, level and so on, or several of which are the first.
    mixed AS
    (
        SELECT candidate_key, asked
        FROM given
        GROUP BY candidate_key, asked
        HAVING min(group_of_row) != max(group_of_row) OR countIf(attempt_no = 1) > 1
    ),
    pairs AS
    (
        SELECT
            any(tenant_id) AS tenant,
            any(scorer_version) AS version,
            candidate_key,
            any(question_id) AS question,
            any(category) AS topic,
            any(company) AS employer,
            any(level) AS rank,
            any(cohort) AS class,
            any(source) AS origin,
            alone = 0 AS together,
            min(toDate(submitted_at)) AS began,
            max(toDate(submitted_at)) AS ended,
            count() AS tries,
            arraySort(groupArray(in_order)) AS tried,
            arrayMap(one -> toUInt64(bitShiftRight(one, 128)), tried) AS places,
            arrayMap(one -> reinterpretAsFloat64(toUInt64(bitShiftRight(one, 64))), tried) AS scores,
            toUInt64(tried[1]) AS shown_at_first,
            toUInt64(tried[-1]) AS shown_at_last,
            min(attempt_no) AS lowest,
            max(attempt_no) AS highest,
            minIf(attempt_no, passed) AS reached,
            sum(overall) AS total,
            countIf(passed) AS reaching
        FROM given
        GROUP BY
            candidate_key,
            asked,
            if((candidate_key, asked) IN (SELECT candidate_key, asked FROM mixed), cityHash64(in_order), 0) AS alone
    ),
    -- The mistakes behind the numbers.
    shown AS
    (
        SELECT cityHash64(mistake_ids) AS number, any(mistake_ids) AS mistakes
        FROM answer_scores
        WHERE inserted_at <= fromUnixTimestamp64Milli({generation:Int64}, 'UTC')
            -- Who is being erased is still here for a moment.
            AND ((SELECT count() FROM erased_answers) = 0 OR (_topic_id, _partition, _offset) NOT IN (SELECT _topic_id, _partition, _offset FROM erased_answers))
        GROUP BY number
    )
SELECT
    {generation:Int64},
    tenant,
    version,
    candidate_key,
    question,
    topic,
    employer,
    rank,
    class,
    origin,
    together,
    began,
    ended,
    toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(places[1], 281474976710655), 1)), 'UTC')) = began
        AND toDate(fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(places[-1], 281474976710655), 1)), 'UTC')) = ended,
    tries,
    places,
    scores,
    if(arrayMap(place -> toUInt16(bitShiftRight(place, 48)), places) AS numbers = range(toUInt16(1), toUInt16(tries + 1)), [], numbers),
    lowest,
    highest,
    scores[1],
    scores[-1],
    bitTest(places[1], 0),
    bitTest(places[-1], 0),
    reached,
    if(tries = 1, 0, arrayAvg(arraySlice(scores, -intDiv(tries, 2))) - arrayAvg(arraySlice(scores, 1, intDiv(tries, 2)))),
    tries > 1 AND arrayExists(at -> bitTest(at, 0), arraySlice(places, -intDiv(tries, 2))),
    total,
    reaching,
    arrayConcat(
        if(empty(first_shown.mistakes) AND empty(last_shown.mistakes), [''], ['', '(any)']),
        arrayDistinct(arrayConcat(first_shown.mistakes, last_shown.mistakes))) AS counted,
    arrayMap(
        mistake -> toUInt8(
            (mistake = '' OR (mistake = '(any)' AND notEmpty(first_shown.mistakes)) OR has(first_shown.mistakes, mistake))
            + 2 * (mistake = '' OR (mistake = '(any)' AND notEmpty(last_shown.mistakes)) OR has(last_shown.mistakes, mistake))),
        counted)
FROM pairs
LEFT JOIN shown AS first_shown ON first_shown.number = shown_at_first
LEFT JOIN shown AS last_shown ON last_shown.number = shown_at_last
SETTINGS max_bytes_before_external_group_by = 1500000000, max_bytes_before_external_sort = 1500000000
