package dev.starstream.drill;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Answers by number: short, so that scoring them costs little, and the same for the same seed. */
final class Answers {

  static final String TENANT = "drill";

  private static final List<String> SENTENCES =
      List.of(
          "Our nightly export failed twice in a week.",
          "I owned the import of the supplier lists.",
          "I rewrote the query and added a test for it.",
          "The job went from 40 minutes to 12.",
          "We always ship on Fridays and nothing ever breaks.",
          "I asked the night shift what slowed them down.",
          "Returns fell by 12 %.",
          "I learned to ask for the logs first.",
          "My manager disagreed, so I showed her the numbers.",
          "The team did everything together.",
          "It saved us 3,000 euros a month.",
          "Next time I would tell the customer earlier.");

  private static final List<String> COMPANIES =
      List.of(
          "amazon", "google", "netflix", "stripe", "spotify", "Ackermann Logistics", "Bluewater");

  private static final List<String> COHORTS = List.of("spring", "autumn");
  private static final Level[] LEVELS = Level.values();
  private static final int CANDIDATES = 400;

  private final long seed;
  private final Instant firstDay;
  private final List<String> questions;

  /**
   * A stream of answers.
   *
   * @param now answers are from forty days before on, so that a clock that jumps back by ten days
   *     still takes none of them for one from the future
   */
  Answers(long seed, Instant now) {
    this.seed = seed;
    this.firstDay = now.minus(Duration.ofDays(40));
    this.questions =
        QuestionCatalogue.load().questions().stream().map(question -> question.id()).toList();
  }

  static String eventId(int number) {
    return "e" + number;
  }

  /**
   * An answer.
   *
   * @param number of its event id
   * @param content number of what it says: another one than its own for an answer that equals an
   *     earlier one in all but its id
   */
  AnswerSubmitted of(int number, int content) {
    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + content);
    // One in ten is from a clock that is days off.
    var submittedAt =
        random.nextInt(10) > 0
            ? firstDay.plusMillis(random.nextInt(86_400_000))
            : firstDay.plus(Duration.ofHours(random.nextInt(-240, 240)));
    var transcript = random.nextInt(4) == 0;
    return AnswerSubmitted.newBuilder()
        .setEventId(eventId(number))
        .setSource("drill")
        .setTenantId(TENANT)
        .setCandidateRef("candidate-" + random.nextInt(CANDIDATES))
        .setCohort(random.nextInt(3) == 0 ? null : pick(COHORTS, random))
        .setQuestionId(pick(questions, random))
        .setQuestionText(null)
        .setCompany(random.nextInt(8) == 0 ? null : pick(COMPANIES, random))
        .setRole(null)
        .setLevel(LEVELS[random.nextInt(LEVELS.length)])
        .setAttemptNo(1 + random.nextInt(3))
        .setLanguage("en")
        .setModality(transcript ? Modality.TRANSCRIPT : Modality.TEXT)
        .setText(text(random, content))
        .setDurationMs(transcript ? 20_000L + random.nextInt(60_000) : null)
        .setSubmittedAt(submittedAt)
        .setUtcOffsetMinutes(60 * random.nextInt(-8, 9))
        .build();
  }

  private static String text(SplittableRandom random, int content) {
    return pick(SENTENCES, random)
        + " "
        + pick(SENTENCES, random)
        + " "
        + pick(SENTENCES, random)
        + " Number "
        + content
        + ".";
  }

  private static <T> T pick(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
