package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.Settlements;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What settling keeps and drops. That insights are the same with half of the answers settled,
 * {@link InsightsIT} and {@link PracticeInsightsIT} show; that erased candidates leave, {@link
 * ErasureIT}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SettlementsIT {

  private static final String PAIRS =
      "practice_pairs_wide(tenant = 't', scorer_version = '1', from = '%s', to = '2149-06-06', company = '',"
          + " level = '', category = '', cohort = '', source = '', by = 'category')";

  private static final String NOW = "SELECT toInt64(toUnixTimestamp64Milli(now64(3)))";

  private TestDatabase database;
  private Client client;
  private Settlements settlements;

  @BeforeAll
  void migrate() {
    database = TestDatabase.migrate("settlements_it");
    client = database.client();
  }

  @AfterAll
  void dropDatabase() throws Exception {
    database.drop();
  }

  @BeforeEach
  void empty() throws Exception {
    database.empty();
    settlements = Settlements.open(database.config());
  }

  @AfterEach
  void close() {
    settlements.close();
  }

  @Test
  void settledTwice_countsOnceAndKeepsTheGenerationBeforeForWhoReadsIt() throws Exception {
    for (int round = 1; round <= 4; round++) {
      // When
      insert(1_000 * (round - 1), 1_000, "2026-05-01", 1);
      settlements.settle(Instant.ofEpochMilli(number(NOW)));
      // Then
      assertThat(number("SELECT toInt64(sum(attempts)) FROM " + PAIRS.formatted("1970-01-01")))
          .isEqualTo(1_000L * round);
      assertThat(number("SELECT toInt64(uniqExact(generation)) FROM practice"))
          .isEqualTo(Math.min(2, round));
    }
    assertThat(number("SELECT toInt64(max(answers)) FROM settlements")).isEqualTo(4_000);
  }

  @Test
  void settlementThatDied_isNotRead() throws Exception {
    // Given: its rows are there, and it was never published
    insert(0, 1_000, "2026-05-01", 1);
    settlements.settle(Instant.ofEpochMilli(number(NOW)));
    client
        .execute(
            "INSERT INTO practice SELECT * REPLACE (generation + 1000 AS generation) FROM practice")
        .get();
    // Then
    assertThat(number("SELECT toInt64(sum(attempts)) FROM " + PAIRS.formatted("1970-01-01")))
        .isEqualTo(1_000);
  }

  @Test
  void moreLevelsThanCanBeNumbered_areNotSettled() throws Exception {
    // Given
    insert(0, 100, "2026-05-01", 1);
    client
        .execute(
            "INSERT INTO answer_scores SELECT * REPLACE (generateUUIDv4() AS answer_id,"
                + " concat('level-', toString(rowNumberInAllBlocks() % 9)) AS level,"
                + " _offset + 10000 AS _offset) FROM answer_scores")
        .get();
    // When, then
    var now = Instant.ofEpochMilli(number(NOW));
    assertThatThrownBy(() -> settlements.settle(now))
        .hasMessageContaining("daily_totals numbers at most");
    assertThat(number("SELECT toInt64(count()) FROM settlements")).isZero();
  }

  @Test
  void daysThatCutAPair_takeTheAttemptsOfTheseDays() throws Exception {
    // Given: everybody's first attempts in January and February, the second in May
    insert(0, 1_000, "2026-01-31", 1);
    insert(0, 1_000, "2026-05-01", 2);
    var from = PAIRS.formatted("2026-02-15");
    var asked = "SELECT toInt64(sum(attempts) * 1000000 + count() * 1000 + max(attempts)) FROM ";
    var unsettled = number(asked + from);
    // When
    settlements.settle(Instant.ofEpochMilli(number(NOW)));
    // Then
    assertThat(number(asked + from)).isEqualTo(unsettled).isPositive();
    assertThat(number("SELECT toInt64(sum(attempts)) FROM " + PAIRS.formatted("1970-01-01")))
        .isEqualTo(2_000);
    assertThat(number("SELECT toInt64(countIf(whole AND attempts > 1)) FROM practice"))
        .as("pairs that a day can cut")
        .isPositive();
  }

  /**
   * Questions without a filter read what settlements count beforehand; those of a person who
   * answers later are taken away from it and counted anew, whatever else they did.
   */
  @Test
  void countedBeforehand_isTheSameAsOneByOne() throws Exception {
    // Given: answers at once, gaps, and pairs of different companies, before and after
    insertMixed(0, 3_000);
    expectSame("whole");
    settlements.settle(Instant.ofEpochMilli(number(NOW)));
    // When
    insertMixed(3_000, 300);
    // Then
    expectSame("whole");
    expectSame("wide");
    // When: as after an erasure
    client.execute("INSERT INTO erased_answers (tenant_id) VALUES ('t')").get();
    // Then
    assertThat(number("SELECT toInt64(generation) FROM settled")).isZero();
    expectSame("whole");
  }

  /**
   * Days cut pairs at either side, and so that the second attempt is left or the first, for there
   * are people whose second comes before their first.
   */
  @Test
  void days_areTheSameAsOneByOne() throws Exception {
    // Given
    insertMixed(0, 3_000);
    expectSameDays();
    settlements.settle(Instant.ofEpochMilli(number(NOW)));
    expectSameDays();
    // When
    insertMixed(3_000, 300);
    // Then
    expectSameDays();
  }

  private void expectSameDays() {
    expectSameDays("1970-01-01", "2026-05-20");
    expectSameDays("2026-05-20", "2149-06-06");
    expectSameDays("2026-05-10", "2026-05-25");
    expectSameDays("2026-05-12", "2026-06-05");
    expectSameDays("2026-06-01", "2026-06-30");
    expectSameDays("2026-05-01", "2026-06-30");
    expectSameDays("2026-01-01", "2026-01-31");
  }

  private void expectSameDays(String from, String to) {
    for (var by : List.of("category", "company")) {
      assertThat(counted("wide", by, from, to)).isEqualTo(counted("each", by, from, to));
    }
    assertThat(faded("wide", "", "", from, to)).isEqualTo(faded("each", "", "", from, to));
    assertThat(returned("days", from, to)).isEqualTo(returned("each", from, to));
    for (var first : List.of("0", "1")) {
      assertThat(analysed("wide", first, from, to)).isEqualTo(analysed("each", first, from, to));
    }
  }

  private void expectSame(String kind) {
    for (var by : List.of("category", "question", "company", "level", "cohort", "source")) {
      assertThat(counted(kind, by, "1970-01-01", "2149-06-06"))
          .isEqualTo(counted("each", by, "1970-01-01", "2149-06-06"))
          .contains("everybody");
    }
    var fading = kind.equals("whole") ? "cell" : kind;
    assertThat(faded(fading, "", "", "1970-01-01", "2149-06-06"))
        .isEqualTo(faded("each", "", "", "1970-01-01", "2149-06-06"))
        .contains("rambling", "(any)");
    if (fading.equals("cell")) {
      for (var company : List.of("", "meta")) {
        assertThat(faded("cell", company, "mid", "1970-01-01", "2149-06-06"))
            .isEqualTo(faded("each", company, "mid", "1970-01-01", "2149-06-06"))
            .contains("rambling", "(any)");
      }
    }
  }

  private String analysed(String kind, String first, String from, String to) {
    return client
        .queryAll(
            """
            SELECT arrayStringConcat(arraySort(groupArray(toString(tuple(question_id, category, answers, failed, people, pairs,
                round(x, 6), round(y, 6), round(xx, 6), round(yy, 6), round(xy, 6))))), '\n')
            FROM analysed_items_%s(tenant = 't', scorer_version = '1', from = '%s', to = '%s', company = '',
                level = '', category = '', cohort = '', source = '', first_attempts_only = %s)
            """
                .formatted(kind, from, to, first))
        .get(0)
        .getString(1);
  }

  private String returned(String kind, String from, String to) {
    return client
        .queryAll(
            """
            SELECT arrayStringConcat(arraySort(groupArray(toString(tuple(source, level, people, returned, answers,
                if(returned > 0, days_to_return, 0), round(score_first_sum, 6))))), '\n')
            FROM returned_%s(tenant = 't', scorer_version = '1', from = '%s', to = '%s', company = '',
                level = '', category = '', cohort = '', source = '')
            """
                .formatted(kind, from, to))
        .get(0)
        .getString(1);
  }

  private String faded(String kind, String company, String level, String from, String to) {
    return client
        .queryAll(
            """
            SELECT arrayStringConcat(arraySort(groupArray(toString(tuple(mistake_id, pairs, people, first, last)))), '\n')
            FROM faded_mistakes_%s(tenant = 't', scorer_version = '1', from = '%s', to = '%s',
                company = '%s', level = '%s', category = '', cohort = '', source = '')
            """
                .formatted(kind, from, to, company, level))
        .get(0)
        .getString(1);
  }

  private String counted(String kind, String by, String from, String to) {
    return client
        .queryAll(
            """
            SELECT arrayStringConcat(arraySort(groupArray(toString(line))), '\n') FROM (
                SELECT tuple(named, toUInt8(began), last_attempt, attempts, ended, toUInt8(has_passed), toUInt8(held), sum(pairs) AS n,
                    sumMapIf(irregular, irregular_answers, notEmpty(irregular)), round(sum(scores_at_first), 6), round(sum(scores_at_last), 6),
                    round(sum(gain_squares), 6), sum(improved), sum(passed_at_first), sum(passed_at_last), round(sum(gained), 6), round(sum(gained_squares), 6)) AS line
                FROM practice_pairs_%1$s(%2$s)
                GROUP BY named, began, last_attempt, attempts, ended, has_passed, held
                HAVING n > 0
                UNION ALL
                SELECT tuple('people', named,
                    toInt64(sumIf(people_reached, began AND last_attempt > 1) + uniqExactIf(person, began AND last_attempt > 1 AND sign > 0) - uniqExactIf(person, began AND last_attempt > 1 AND sign < 0)),
                    toInt64(sumIf(people_practised, attempts > 2) + uniqExactIf(person, attempts > 2 AND sign > 0) - uniqExactIf(person, attempts > 2 AND sign < 0)),
                    toInt64(sumIf(people_held, attempts > 1 AND held) + uniqExactIf(person, attempts > 1 AND held AND sign > 0) - uniqExactIf(person, attempts > 1 AND held AND sign < 0)))
                FROM practice_pairs_%1$s(%2$s)
                GROUP BY named
                UNION ALL
                SELECT tuple('everybody',
                    toInt64(sumIf(people_reached_all, began AND last_attempt > 1) + uniqExactIf(person, began AND last_attempt > 1 AND sign > 0) - uniqExactIf(person, began AND last_attempt > 1 AND sign < 0)),
                    toInt64(sumIf(people_ended_all, began AND ended > 1) + uniqExactIf(person, began AND ended > 1 AND sign > 0) - uniqExactIf(person, began AND ended > 1 AND sign < 0)),
                    toInt64(sumIf(people_practised_all, attempts > 2) + uniqExactIf(person, attempts > 2 AND sign > 0) - uniqExactIf(person, attempts > 2 AND sign < 0)),
                    toInt64(sumIf(people_held_all, attempts > 1 AND held) + uniqExactIf(person, attempts > 1 AND held AND sign > 0) - uniqExactIf(person, attempts > 1 AND held AND sign < 0)))
                FROM practice_pairs_%1$s(%2$s))
            """
                .formatted(
                    kind,
                    "tenant = 't', scorer_version = '1', from = '"
                        + from
                        + "', to = '"
                        + to
                        + "', company = '', level = '', category = '', cohort = '', source = '', by = '"
                        + by
                        + "'"))
        .get(0)
        .getString(1);
  }

  /** A hundred people at ten questions; half of the people always for one company and level. */
  private void insertMixed(int from, int count) throws Exception {
    client
        .execute(
            """
            INSERT INTO answer_scores (tenant_id, answer_id, event_id, candidate_key, question_id, category, company,
                level, cohort, source, attempt_no, submitted_at, overall, passed, mistake_ids, mistake_severities, scorer_version, _offset)
            WITH cityHash64(number) AS hash, hash %% 100 AS person, intDiv(hash, 100) %% 10 AS question
            SELECT
                't', generateUUIDv4(), toString(number), person, concat('q', toString(question)), concat('c', toString(question %% 3)),
                if(person < 50, 'meta', ['meta', 'amazon', ''][number %% 3 + 1]), if(person < 50, 'mid', ['mid', 'senior'][number %% 2 + 1]),
                concat('w', toString(person %% 4)), ['web', 'mobile'][intDiv(number, 2) %% 2 + 1], 1 + intDiv(number, 900) + (hash %% 11 = 0),
                toDateTime64('2026-05-01 12:00:00', 3, 'UTC') + toIntervalHour(intDiv(number, 3)), hash %% 97 / 97, hash %% 97 > 80,
                [[], ['rambling'], ['no_result', 'rambling']][hash %% 3 + 1], [[], ['minor'], ['major', 'minor']][hash %% 3 + 1], '1', number
            FROM numbers(%d, %d)
            """
                .formatted(from, count))
        .get();
  }

  @Test
  void fewAnswers_areNotSettled() throws Exception {
    // Given
    insert(0, 5_000, "2026-05-01", 1);
    // When
    settlements.settleIfDue();
    // Then
    assertThat(number("SELECT toInt64(count()) FROM settlements")).isZero();
  }

  /** A tenth of the people each: a person's attempts at ten questions, one a day from then on. */
  private void insert(int from, int count, String day, int attempt) throws Exception {
    client
        .execute(
            """
            INSERT INTO answer_scores (tenant_id, answer_id, event_id, candidate_key, question_id, category, company,
                level, attempt_no, submitted_at, overall, passed, scorer_version, _offset)
            SELECT
                't', generateUUIDv4(), toString(number), intDiv(number, 10), concat('q', toString(number %% 10)), 'c', 'meta',
                'mid', %d, toDateTime64('%s 12:00:00', 3, 'UTC') + toIntervalDay(intDiv(number, 10) %% 30), 0.5, 0, '1', number
            FROM numbers(%d, %d)
            """
                .formatted(attempt, day, from, count))
        .get();
  }

  private long number(String sql) {
    return client.queryAll(sql).get(0).getLong(1);
  }
}
