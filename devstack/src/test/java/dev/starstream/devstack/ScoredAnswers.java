package dev.starstream.devstack;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Level;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Modality;
import dev.starstream.events.Part;
import dev.starstream.events.Sentence;
import dev.starstream.events.Severity;
import dev.starstream.events.Span;
import dev.starstream.events.StarPart;
import dev.starstream.schemas.AnswerIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Scored answers of one tenant, numbered, each different and always the same for its number. */
final class ScoredAnswers {

  private static final Instant FIRST = Instant.parse("2026-09-20T08:00:00Z");
  private static final List<String> COMPANIES = List.of("amazon", "netflix", "stripe", "");
  private static final List<String> CATEGORIES = List.of("ownership", "failure", "conflict");

  private static final List<Level> LEVELS =
      List.of(Level.UNSPECIFIED, Level.JUNIOR, Level.MID, Level.SENIOR, Level.STAFF);
  private static final List<Severity> SEVERITIES =
      List.of(Severity.MINOR, Severity.MAJOR, Severity.CRITICAL);

  private final String tenantId;
  private final Instant ingestedAt;

  ScoredAnswers(String tenantId, Instant ingestedAt) {
    this.tenantId = tenantId;
    this.ingestedAt = ingestedAt;
  }

  AnswerScored answer(int number) {
    return builder(number).build();
  }

  AnswerScored withOverall(int number, double overall) {
    return builder(number).setOverall(overall).build();
  }

  private AnswerScored.Builder builder(int number) {
    var random = new Random(number);
    var category = CATEGORIES.get(number % CATEGORIES.size());
    var eventId = "event-" + number;
    // An hour and a bit apart: a hundred answers are of two months.
    var submittedAt = FIRST.plus(Duration.ofMinutes(173L * (number % 200)));
    var answer =
        AnswerSubmitted.newBuilder()
            .setEventId(eventId)
            .setSource("sink-it")
            .setTenantId(tenantId)
            .setCandidateRef("candidate-" + number % 97)
            .setCohort(number % 3 == 0 ? null : "autumn")
            .setQuestionId(category + "_" + number % 5)
            .setCompany(COMPANIES.get(number % COMPANIES.size()))
            .setLevel(LEVELS.get(number % LEVELS.size()))
            .setAttemptNo(1 + number % 13)
            .setModality(number % 2 == 0 ? Modality.TEXT : Modality.TRANSCRIPT)
            .setText("I mended the label printer. Returns fell by 12 %. Number " + number + ".")
            .setDurationMs(number % 2 == 0 ? null : 90_000L)
            .setSubmittedAt(submittedAt)
            .setUtcOffsetMinutes(120)
            .build();
    var overall = random.nextDouble();
    return AnswerScored.newBuilder()
        .setAnswerId(AnswerIds.of(tenantId, "sink-it", eventId))
        .setAnswer(answer)
        .setCategory(category)
        .setScorerVersion("1.0.0")
        .setRubricVersion("1")
        .setIngestedAt(ingestedAt)
        .setScoredAt(ingestedAt.plusMillis(7))
        .setStar(star(random))
        .setSentences(List.of(sentence(0, 27, Part.ACTION), sentence(28, 49, Part.RESULT)))
        .setMetrics(
            List.of(
                Metric.newBuilder()
                    .setStart(44)
                    .setEnd(48)
                    .setKind(MetricKind.PERCENT)
                    .setValue(12.0)
                    .setUnit("%")
                    .setOutcome(true)
                    .build()))
        .setOutcomeMetric(true)
        .setKeyPoints(
            List.of(
                KeyPointHit.newBuilder()
                    .setId("names_the_cause")
                    .setCovered(random.nextBoolean())
                    .setEvidence(new Span(0, 27))
                    .build(),
                KeyPointHit.newBuilder().setId("says_what_changed").setCovered(false).build()))
        .setCompanyFocus(random.nextBoolean() ? random.nextBoolean() : null)
        .setLevelFit(random.nextBoolean() ? random.nextBoolean() : null)
        .setMistakes(mistakes(random))
        .setStructure(random.nextDouble())
        .setContent(random.nextDouble())
        .setDelivery(number % 2 == 0 ? null : random.nextDouble())
        .setOverall(overall)
        .setPassed(overall >= 0.6)
        .setWordCount(13)
        .setCritique(
            Critique.newBuilder()
                .setHeadline("A measured result without the situation.")
                .setFixFirst("Say where this was.")
                .setFixGain(0.1)
                .setNotes(List.of("Good number."))
                .build());
  }

  private static List<StarPart> star(Random random) {
    var star = new ArrayList<StarPart>();
    for (var part : List.of(Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT, Part.LEARNING)) {
      star.add(
          StarPart.newBuilder()
              .setPart(part)
              .setPresent(random.nextBoolean())
              .setShare(random.nextDouble())
              .build());
    }
    return star;
  }

  private static Sentence sentence(int start, int end, Part part) {
    return Sentence.newBuilder().setStart(start).setEnd(end).setPart(part).build();
  }

  private static List<Mistake> mistakes(Random random) {
    var mistakes = new ArrayList<Mistake>();
    for (var id : List.of("no_situation", "no_learning", "absolutist")) {
      if (random.nextBoolean()) {
        mistakes.add(
            Mistake.newBuilder()
                .setId(id)
                .setSeverity(SEVERITIES.get(random.nextInt(SEVERITIES.size())))
                .setEvidence(new Span(0, 27))
                .setAdvice("Say where this was.")
                .build());
      }
    }
    return mistakes;
  }
}
