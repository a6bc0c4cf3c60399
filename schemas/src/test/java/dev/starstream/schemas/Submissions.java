package dev.starstream.schemas;

import dev.starstream.events.AnswerSubmitted;
import java.time.Instant;

/** The one builder of submissions in this module's tests. */
final class Submissions {

  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  /** A submission that breaks no rule. */
  static AnswerSubmitted.Builder valid() {
    return AnswerSubmitted.newBuilder()
        .setEventId("event-1")
        .setSource("/tests")
        .setTenantId("dev")
        .setCandidateRef("cand-1")
        .setQuestionId("balance_excellence_and_value")
        .setText("I moved the shelves and the queue halved.")
        .setSubmittedAt(NOW);
  }

  private Submissions() {}
}
