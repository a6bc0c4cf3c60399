package dev.starstream.schemas;

import static dev.starstream.schemas.Submissions.NOW;
import static dev.starstream.schemas.Submissions.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Problem;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerRulesTest {

  private static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();

  @Test
  void validSubmission_hasNoProblem() {
    assertThat(AnswerRules.problems(valid().build(), CATALOGUE, NOW)).isEmpty();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken("event_id", valid().setEventId(" "), "is blank"),
        broken("event_id", valid().setEventId("x".repeat(201)), "has 201 characters"),
        broken("event_id", valid().setEventId("a\nb"), "control characters"),
        broken("source", valid().setSource("x".repeat(201)), "has 201 characters"),
        broken("tenant_id", valid().setTenantId(""), "is not a tenant id"),
        broken("tenant_id", valid().setTenantId("Acme"), "is not a tenant id"),
        broken("tenant_id", valid().setTenantId("x".repeat(65)), "is not a tenant id"),
        broken("candidate_ref", valid().setCandidateRef(""), "is blank"),
        broken("cohort", valid().setCohort(""), "is blank"),
        broken("question_id", valid().setQuestionId("nonsense"), "not in the question catalogue"),
        broken(
            "question_id",
            valid().setQuestionId("balance_excelence_and_value"),
            "did you mean 'balance_excellence_and_value'?"),
        broken("question_text", valid().setQuestionText("x".repeat(2001)), "2001 characters"),
        broken("company", valid().setCompany("\ud800"), "no valid Unicode"),
        broken("role", valid().setRole(" "), "is blank"),
        broken("attempt_no", valid().setAttemptNo(0), "is 0 (expected: 1 to 1000)"),
        broken("language", valid().setLanguage("klingonese!"), "is not a language tag"),
        broken("language", valid().setLanguage(""), "is not a language tag"),
        broken("text", valid().setText(" \n\t"), "is blank"),
        broken("text", valid().setText("x".repeat(20_001)), "has 20001 characters"),
        broken("text", valid().setText("a\udc00b"), "no valid Unicode"),
        broken("text", valid().setText("a\0b"), "NUL at character 2"),
        broken("duration_ms", valid().setDurationMs(0L), "is 0 (expected: 1 to 86400000)"),
        broken(
            "submitted_at", valid().setSubmittedAt(NOW.plus(Duration.ofMinutes(6))), "the future"),
        broken("submitted_at", valid().setSubmittedAt(NOW.minus(Duration.ofDays(20_000))), "least"),
        broken("utc_offset_minutes", valid().setUtcOffsetMinutes(1081), "-1080 to 1080"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void brokenRule_isNamedByFieldWithWhatWasExpected(
      String field, AnswerSubmitted.Builder submission, String detail) {
    var problems = AnswerRules.problems(submission.build(), CATALOGUE, NOW);

    assertThat(problems).extracting(Problem::getField).containsExactly(field);
    assertThat(problems.get(0).getDetail()).contains(detail);
  }

  @Test
  void everyBrokenRule_isNamedAtOnce() {
    var submission = valid().setCandidateRef("").setText("").setAttemptNo(-1).build();

    assertThat(AnswerRules.problems(submission, CATALOGUE, NOW))
        .extracting(Problem::getField)
        .containsExactly("candidate_ref", "attempt_no", "text");
  }

  @Test
  void clockSkewUpToFiveMinutes_isForgiven() {
    var submission = valid().setSubmittedAt(NOW.plus(Duration.ofMinutes(5))).build();

    assertThat(AnswerRules.problems(submission, CATALOGUE, NOW)).isEmpty();
  }

  private static Arguments broken(String field, AnswerSubmitted.Builder submission, String detail) {
    return Arguments.of(field, submission, detail);
  }
}
