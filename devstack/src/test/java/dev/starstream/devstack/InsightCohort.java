package dev.starstream.devstack;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Rows for {@code answer_scores} of which a test knows everything. */
final class InsightCohort {
  static final List<String> PARTS = List.of("situation", "task", "action", "result", "learning");
  static final List<String> SEVERITIES = List.of("minor", "major", "critical");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final Instant START = Instant.parse("2026-01-30T00:00:00Z");

  /** One row: an answer as one version scored it. */
  record Scored(
      String tenant,
      UUID id,
      long person,
      String cohort,
      String source,
      String question,
      String category,
      String company,
      String level,
      int attempt,
      Instant submitted,
      Instant ingested,
      Instant scored,
      int hour,
      int weekday,
      List<Boolean> parts,
      int metrics,
      boolean outcome,
      List<String> hit,
      List<String> missed,
      List<String> mistakes,
      List<String> severities,
      double structure,
      double content,
      double overall,
      int words,
      String version) {

    /** Of two with the same number or at once the lower score is the first. */
    static final Comparator<Scored> BY_ATTEMPT =
        comparing(Scored::attempt).thenComparing(Scored::submitted).thenComparing(Scored::overall);

    static final Comparator<Scored> BY_TIME =
        comparing(Scored::submitted).thenComparing(Scored::overall);

    boolean passed() {
      return overall >= 0.6;
    }

    boolean failed() {
      return !passed();
    }

    boolean first() {
      return attempt == 1;
    }

    LocalDate day() {
      return submitted.atZone(ZoneOffset.UTC).toLocalDate();
    }

    Scored of(String otherTenant, double otherOverall) {
      return new Scored(
          otherTenant,
          id,
          person,
          cohort,
          source,
          question,
          category,
          company,
          level,
          attempt,
          submitted,
          ingested,
          scored,
          hour,
          weekday,
          parts,
          metrics,
          outcome,
          hit,
          missed,
          mistakes,
          severities,
          structure,
          content,
          otherOverall,
          words,
          version);
    }

    Scored asked(String otherCompany, String otherQuestion) {
      return new Scored(
          tenant,
          id,
          person,
          cohort,
          source,
          otherQuestion,
          category,
          otherCompany,
          level,
          attempt,
          submitted,
          ingested,
          scored,
          hour,
          weekday,
          parts,
          metrics,
          outcome,
          hit,
          missed,
          mistakes,
          severities,
          structure,
          content,
          overall,
          words,
          version);
    }

    Scored at(Instant time, int offsetMinutes) {
      var clock = time.atOffset(ZoneOffset.UTC).plusMinutes(offsetMinutes);
      return new Scored(
          tenant,
          UUID.nameUUIDFromBytes((id + " " + time).getBytes(StandardCharsets.UTF_8)),
          person,
          cohort,
          source,
          question,
          category,
          company,
          level,
          attempt,
          time,
          time,
          time,
          clock.getHour(),
          clock.getDayOfWeek().getValue(),
          parts,
          metrics,
          outcome,
          hit,
          missed,
          mistakes,
          severities,
          structure,
          content,
          overall,
          words,
          version);
    }
  }

  private InsightCohort() {}

  /**
   * A cohort in which companies, questions and levels differ, small companies are rare, people come
   * back, and one version after the other has scored the same answers.
   */
  static List<Scored> random(String tenant, long seed, int people, List<String> versions) {
    var random = new Random(seed);
    var companies = List.of("amazon", "meta", "netflix", "stripe", "uber", "apple", "tiny", "");
    var categories = List.of("ownership", "conflict", "failure");
    var levels = List.of("junior", "mid", "senior", "staff", "unspecified");
    var cohorts = List.of("spring", "autumn", "");
    var sources = List.of("web", "mobile", "");
    var all = new ArrayList<Scored>();
    for (int person = 1; person <= people; person++) {
      double skill = random.nextGaussian() * 0.12;
      var level = levels.get(Math.min(4, random.nextInt(18) / 4));
      var cohort = cohorts.get(Math.min(2, random.nextInt(7) / 3));
      var source = sources.get(Math.min(2, random.nextInt(7) / 3));
      int questions = 1 + random.nextInt(5);
      int firstQuestion = random.nextInt(9);
      for (int q = 0; q < questions; q++) {
        int number = (firstQuestion + q) % 9;
        // Only 3 people in 400 practise for "tiny", and only some questions are anybody's.
        var company = person <= 3 ? "tiny" : companies.get((number + random.nextInt(3)) % 6);
        if (random.nextInt(25) == 0) {
          company = "";
        }
        var question = number == 8 ? "" : "q" + number;
        int attempts = 1 + Math.max(0, random.nextInt(18) - 14) * (random.nextInt(4) == 0 ? 4 : 1);
        var submitted = START;
        for (int attempt = 1; attempt <= attempts; attempt++) {
          var next = START.plusSeconds(random.nextInt(90 * 86_400));
          // Some people hand in two at once.
          submitted = attempt == 2 && person % 4 == 0 ? submitted : next;
          var id = new UUID(seed, all.size());
          for (var version : versions) {
            double overall =
                round(0.52 + skill + 0.03 * attempt - 0.02 * number + random.nextGaussian() * 0.1);
            all.add(
                scored(
                    random,
                    tenant,
                    id,
                    person,
                    cohort,
                    source,
                    question,
                    question.isEmpty() ? "" : categories.get(number % 3),
                    company,
                    level,
                    attempt,
                    submitted,
                    overall,
                    version));
          }
        }
      }
    }
    return all;
  }

  private static Scored scored(
      Random random,
      String tenant,
      UUID id,
      long person,
      String cohort,
      String source,
      String question,
      String category,
      String company,
      String level,
      int attempt,
      Instant submitted,
      double overall,
      String version) {
    var parts = new ArrayList<Boolean>();
    for (int part = 0; part < 5; part++) {
      parts.add(random.nextInt(10) < 5 + part);
    }
    var mistakes = new ArrayList<String>();
    var severities = new ArrayList<String>();
    for (var mistake : List.of("no_result", "no_learning", "we_instead_of_i", "blames_others")) {
      if (random.nextDouble() < (overall < 0.5 ? 0.5 : 0.2)) {
        mistakes.add(mistake);
        severities.add(
            mistake.equals("no_result") ? SEVERITIES.get(1 + random.nextInt(2)) : "minor");
      }
    }
    var hit = new ArrayList<String>();
    var missed = new ArrayList<String>();
    for (var point : question.isEmpty() ? List.<String>of() : List.of("a", "b", "c")) {
      (random.nextInt(3) == 0 ? missed : hit).add(question + "_" + point);
    }
    int metrics = random.nextInt(4);
    var ingested = submitted.plusMillis(random.nextInt(5_000));
    return new Scored(
        tenant,
        id,
        person,
        cohort,
        source,
        question,
        category,
        company,
        level,
        attempt,
        submitted,
        ingested,
        ingested.plusMillis(random.nextInt(45_000)),
        random.nextInt(24),
        1 + random.nextInt(7),
        List.copyOf(parts),
        metrics,
        metrics > 0 && random.nextBoolean(),
        hit,
        missed,
        mistakes,
        severities,
        round(random.nextDouble()),
        round(random.nextDouble()),
        overall,
        random.nextInt(700),
        version);
  }

  private static double round(double score) {
    return Math.round(Math.max(0, Math.min(1, score)) * 1000) / 1000.0;
  }

  /** JSONEachRow for {@code answer_scores}. */
  static byte[] rows(List<Scored> answers) throws IOException {
    var out = new ByteArrayOutputStream();
    long offset = 0;
    for (var answer : answers) {
      out.write(JSON.writeValueAsBytes(row(answer, offset++)));
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static Map<String, Object> row(Scored answer, long offset) {
    var row = new LinkedHashMap<String, Object>();
    row.put("tenant_id", answer.tenant());
    row.put("answer_id", answer.id().toString());
    row.put("event_id", answer.id().toString());
    row.put("candidate_key", answer.person());
    row.put("cohort", answer.cohort());
    row.put("source", answer.source());
    row.put("question_id", answer.question());
    row.put("category", answer.category());
    row.put("company", answer.company());
    row.put("role", "engineer");
    row.put("level", answer.level());
    row.put("attempt_no", answer.attempt());
    row.put("language", "en");
    row.put("modality", "text");
    row.put("submitted_at", TIME.format(answer.submitted()));
    row.put("ingested_at", TIME.format(answer.ingested()));
    row.put("scored_at", TIME.format(answer.scored()));
    row.put("inserted_at", TIME.format(answer.scored().plusSeconds(1)));
    row.put("local_hour", answer.hour());
    row.put("local_dow", answer.weekday());
    for (int part = 0; part < PARTS.size(); part++) {
      row.put(PARTS.get(part) + "_present", answer.parts().get(part));
      row.put(PARTS.get(part) + "_share", answer.parts().get(part) ? 0.2 : 0);
    }
    row.put("metric_count", answer.metrics());
    row.put("outcome_metric", answer.outcome());
    row.put("key_points_hit", answer.hit());
    row.put("key_points_missed", answer.missed());
    row.put("mistake_ids", answer.mistakes());
    row.put("mistake_severities", answer.severities());
    row.put("structure", answer.structure());
    row.put("content", answer.content());
    row.put("overall", answer.overall());
    row.put("passed", answer.passed());
    row.put("word_count", answer.words());
    row.put("scorer_version", answer.version());
    row.put("rubric_version", "1");
    row.put("_topic_id", "00000000-0000-0000-0000-000000000001");
    row.put("_partition", 0);
    row.put("_offset", offset);
    return row;
  }
}
