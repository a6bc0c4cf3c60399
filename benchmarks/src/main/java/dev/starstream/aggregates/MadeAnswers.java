package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A year of made-up scored answers in {@code answer_scores}, made by ClickHouse itself: three
 * tenants of very different size, 200 companies by Zipf's law, the catalogue's questions, few
 * candidates who practise much and many who practise little, several attempts, mistakes that go
 * with level and attempt. Every seventh answer has a second row, of another scorer version. The
 * same seed makes the same rows.
 *
 * @param answers how many, without the second rows
 */
record MadeAnswers(long answers, long seed) {

  /** The largest tenant, with about 82 % of the answers. */
  static final String LARGE_TENANT = "bench-large";

  static final LocalDate FIRST_DAY = LocalDate.parse("2025-11-01");
  static final LocalDate LAST_DAY = FIRST_DAY.plusDays(364);

  /** From here on come a ten-thousandth of the answers, inserted after all others. */
  static final String LAST_MINUTES = LAST_DAY + " 23:56:30";

  private static final String INSERT = Resources.text("made_answers.sql");
  private static final int CHUNK = 250_000;
  private static final int LATE_CHUNK = 2_000_000;
  private static final int COMPANIES = 200;
  private static final int PEOPLE_IN_CYCLE = 64;

  MadeAnswers {
    if (answers < 1) {
      throw new IllegalArgumentException("answers: " + answers + " (expected: 1 or more)");
    }
  }

  /** Inserts them chunk by chunk; the consumer hears how many answers are there. */
  void insert(Client client, LongConsumer progress) {
    var parameters = cohort();
    for (long first = 0; first < answers; first += CHUNK) {
      long count = Math.min(CHUNK, answers - first);
      insert(client, parameters, first, count, false);
      progress.accept(first + count);
    }
    for (long first = 0; first < answers; first += LATE_CHUNK) {
      insert(client, parameters, first, Math.min(LATE_CHUNK, answers - first), true);
    }
  }

  private static void insert(
      Client client, Map<String, Object> cohort, long first, long count, boolean late) {
    var parameters = new LinkedHashMap<>(cohort);
    parameters.put("last_minutes", LAST_MINUTES);
    parameters.put("late", late);
    insert(client, parameters, first, count, "3", 1, 0);
    insert(client, parameters, first, count, "4", 7, 0.02);
  }

  private static void insert(
      Client client,
      Map<String, Object> cohort,
      long first,
      long count,
      String version,
      int oneIn,
      double shift) {
    var parameters = new LinkedHashMap<>(cohort);
    parameters.put("first", first);
    parameters.put("count", count);
    parameters.put("version", version);
    parameters.put("one_in", oneIn);
    parameters.put("shift", shift);
    var settings = new CommandSettings();
    settings.serverSetting("max_threads", "2");
    settings.serverSetting("max_memory_usage", "3000000000");
    settings.serverSetting("max_partitions_per_insert_block", "0");
    settings.serverSetting("deduplicate_blocks_in_dependent_materialized_views", "1");
    settings.serverSetting("wait_end_of_query", "1");
    settings.serverSetting(
        "insert_deduplication_token",
        "made/%s/%d/%d/%s".formatted(version, first, count, cohort.get("late")));
    // The response is read and closed by then.
    var unused = client.execute(INSERT, parameters, settings).join();
  }

  private Map<String, Object> cohort() {
    var catalogue = QuestionCatalogue.load();
    var questions = List.copyOf(catalogue.questions());
    var companies =
        new ArrayList<>(catalogue.companies().stream().map(company -> company.id()).toList());
    for (int number = companies.size() + 1; number <= COMPANIES; number++) {
      companies.add("company-" + number);
    }
    var people = new ArrayList<Integer>();
    var questionsAsked = new ArrayList<Integer>();
    var attempts = new ArrayList<Integer>();
    for (int person = 0; person < PEOPLE_IN_CYCLE; person++) {
      // Zipf again: the keenest of 64 practises all questions once at least, the last one question.
      int asked = Math.max(1, Math.min(questions.size(), 60 / (person + 1)));
      for (int question = 0; question < asked; question++) {
        // Half of the pairs have one attempt, a quarter two, and so on up to twelve.
        int pair = questionsAsked.size() * 37 + 11;
        int tries = Math.min(12, 1 + Integer.numberOfTrailingZeros(pair | 1 << 11));
        for (int attempt = 1; attempt <= tries; attempt++) {
          people.add(person);
          questionsAsked.add(question);
          attempts.add(attempt);
        }
      }
    }
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put("seed", seed);
    parameters.put("total", answers);
    parameters.put("start", FIRST_DAY.toString());
    parameters.put("people", PEOPLE_IN_CYCLE);
    parameters.put("place_person", people.toString());
    parameters.put("place_question", questionsAsked.toString());
    parameters.put("place_attempt", attempts.toString());
    parameters.put("companies", array(companies));
    parameters.put("questions", array(questions.stream().map(Question::id).toList()));
    parameters.put("categories", array(questions.stream().map(Question::category).toList()));
    parameters.put(
        "key_points",
        questions.stream()
            .map(question -> array(question.keyPoints().stream().map(point -> point.id()).toList()))
            .collect(Collectors.joining(",", "[", "]")));
    parameters.put(
        "mistakes",
        array(
            catalogue.generalMistakes().stream()
                .filter(mistake -> !mistake.equals("language_not_supported"))
                .toList()));
    return parameters;
  }

  /** Ids need no escaping. */
  private static String array(List<String> ids) {
    return IntStream.range(0, ids.size())
        .mapToObj(place -> "'" + ids.get(place) + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
