package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.ExampleAnswers;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerParserTest {

  private final AnswerParser parser = Answers.parser();

  static List<ExampleAnswers.Example> examples() {
    return ExampleAnswers.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExample_isAccepted(ExampleAnswers.Example example) {
    // When
    var parsed = parser.parse(example.json());

    // Then
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
  }

  @Test
  void everyField_isTaken() {
    // Given
    var json =
        answer("e-1")
            .with("source", "coach-app")
            .with("cohort", "spring")
            .with("company", "amazon")
            .with("role", "Web developer")
            .with("level", "senior")
            .with("attemptNo", 3)
            .with("language", "en-GB")
            .with("modality", "transcript")
            .with("durationMs", 95_000)
            .with("submittedAt", "2026-11-21T09:30:15.123456+05:30")
            .json();

    // When
    var accepted = accepted(json);

    // Then
    assertThat(accepted.warnings()).isEmpty();
    assertThat(accepted.answerId()).isEqualTo(AnswerIds.of("dev", "coach-app", "e-1"));
    assertThat(accepted.answer())
        .isEqualTo(
            AnswerSubmitted.newBuilder()
                .setEventId("e-1")
                .setSource("coach-app")
                .setTenantId("dev")
                .setCandidateRef("cand-1")
                .setCohort("spring")
                .setQuestionId(Answers.QUESTION)
                .setCompany("amazon")
                .setRole("Web developer")
                .setLevel(Level.SENIOR)
                .setAttemptNo(3)
                .setLanguage("en-GB")
                .setModality(Modality.TRANSCRIPT)
                .setText("I measured the queue, cut two steps and saved nine minutes a day.")
                .setDurationMs(95_000L)
                .setSubmittedAt(Instant.parse("2026-11-21T04:00:15.123Z"))
                .setUtcOffsetMinutes(330)
                .build());
  }

  @Test
  void onlyRequiredFields_getDefaults() {
    // When
    var answer = accepted("{\"candidateRef\": \"c\", \"text\": \"t\", \"question\": \"Why?\"}");

    // Then
    assertThat(UUID.fromString(answer.answer().getEventId()).version()).isEqualTo(7);
    assertThat(answer.answer().getSubmittedAt()).isEqualTo(Answers.NOW);
    assertThat(answer.answer().getUtcOffsetMinutes()).isZero();
    assertThat(answer.answer().getLevel()).isEqualTo(Level.UNSPECIFIED);
    assertThat(answer.answer().getModality()).isEqualTo(Modality.TEXT);
    assertThat(answer.answer().getLanguage()).isEqualTo("en");
    assertThat(answer.answer().getAttemptNo()).isOne();
    assertThat(answer.answer().getSource()).isEmpty();
    assertThat(answer.warnings()).isEmpty();
  }

  @Test
  void nullMeansAbsent() {
    // When
    var answer = accepted(answer("e").withRaw("company", "null").withRaw("level", "null").json());

    // Then
    assertThat(answer.answer().getCompany()).isNull();
    assertThat(answer.answer().getLevel()).isEqualTo(Level.UNSPECIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "Amazon Web Services, amazon",
    "AWS, amazon",
    "Amazon, amazon",
    "facebook, meta",
    "netflix, netflix"
  })
  void companyAlias_becomesTheCataloguesId(String sent, String id) {
    // When
    var accepted = accepted(answer("e").with("company", sent).json());

    // Then
    assertThat(accepted.answer().getCompany()).isEqualTo(id);
    assertThat(accepted.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Bloom & Partners Ltd., bloom-partners-ltd, ''",
    "Müller Käse, müller-käse, ''",
    "日本電気, 日本電気, ''",
    "Netflux, netflux, did you mean"
  })
  void unknownCompany_isKeptAsSlugWithAWarning(String sent, String slug, String hint) {
    // When
    var accepted = accepted(answer("e").with("company", sent).json());

    // Then
    assertThat(accepted.answer().getCompany()).isEqualTo(slug);
    assertThat(accepted.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.pointer()).isEqualTo("/company");
              assertThat(warning.detail()).contains("counted as '" + slug + "'").contains(hint);
            });
  }

  @Test
  void noQuestionAtAll_isAWarning() {
    // When
    var accepted = accepted(answer("e").without("questionId").json());

    // Then
    assertThat(accepted.warnings()).extracting(Warning::pointer).containsExactly("/questionId");
  }

  @Test
  void text_isKeptAsItCame() {
    // Given: decomposed and composed accents, an emoji of several code points, odd spaces, RTL
    var text = "  cafe\u0301 café 👩🏽‍🚀\u00a0\u2003\r\n\tשלום\u200f \u0007 ";

    // When
    var answer = accepted(answer("e").with("text", text).json()).answer();

    // Then
    assertThat(answer.getText()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z, 0",
    "2026-11-21t10:00:00z, 2026-11-21T10:00:00Z, 0",
    "2026-11-21 10:00:00+01:00, 2026-11-21T09:00:00Z, 60",
    "2026-11-21T00:30:00.5-09:30, 2026-11-21T10:00:00.5Z, -570",
    "2026-11-21T10:00:00.123999999-00:00, 2026-11-21T10:00:00.123Z, 0",
    "2026-11-21T10:04:59Z, 2026-11-21T10:04:59Z, 0"
  })
  void rfc3339Time_isTakenWithItsOffset(String sent, Instant instant, int offsetMinutes) {
    // When
    var answer = accepted(answer("e").with("submittedAt", sent).json()).answer();

    // Then
    assertThat(answer.getSubmittedAt()).isEqualTo(instant);
    assertThat(answer.getUtcOffsetMinutes()).isEqualTo(offsetMinutes);
  }

  @Test
  void allProblems_areNamedAtOnce() {
    // Given
    var json =
        """
        {"id": 7, "candidateRef": " ", "questionid": "x", "company": ["amazon"], "level": "Senior",
         "attemptNo": 0, "text": "", "durationMs": "90 s", "submittedAt": "yesterday",
         "id": "again", "question": "Why?"}
        """;

    // When
    var refused = (Parsed.Refused) parser.parse(json);

    // Then
    assertThat(refused.problems())
        .extracting(Problem::pointer)
        .containsExactlyInAnyOrder(
            "/id",
            "/candidateRef",
            "/questionid",
            "/company",
            "/level",
            "/attemptNo",
            "/text",
            "/durationMs",
            "/submittedAt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "level        | \"seniorr\"          | did you mean 'senior'?",
        "level        | \"SENIOR\"           | expected: junior, mid, senior, staff",
        "attemptNo    | \"2\"                | is text (expected: a whole number)",
        "attemptNo    | 2.5                  | is 2.5 (expected: a whole number",
        "text         | 12                   | is a number (expected: text)",
        "text         | {}                   | is an object (expected: text)",
        "text         | true                 | is a boolean (expected: text)",
        "candidate_ref | \"c\"               | did you mean 'candidateRef'?",
        "attempt      | 1                    | did you mean 'attemptNo'?",
        "submittedAt  | \"2026-11-21T10:00:00\" | has no offset from UTC",
        "submittedAt  | \"2026-11-21T10:05:01Z\" | in the future",
      })
  void problem_saysWhatIsThereAndWhatIsExpected(String field, String value, String detail) {
    // When
    var parsed = (Parsed.Refused) parser.parse(answer("e").withRaw(field, value).json());

    // Then
    assertThat(parsed.problems()).extracting(Problem::pointer).containsExactly("/" + field);
    assertThat(parsed.problems().get(0).detail()).contains(detail);
  }

  @Test
  void unknownQuestion_namesTheNearest() {
    // Given
    var misspelt = Answers.QUESTION.substring(1);

    // When
    var parsed = (Parsed.Refused) parser.parse(answer("e").with("questionId", misspelt).json());

    // Then
    assertThat(parsed.problems().get(0).detail())
        .contains("did you mean '" + Answers.QUESTION + "'?");
  }

  @Test
  void answerInTheWrongField_isNotEchoed() {
    // Given
    var secret = "My boss Bernadette shouted at the whole team on Friday.";
    var json =
        answer("e")
            .with("level", secret)
            .with("modality", secret)
            .with("submittedAt", secret)
            .with("language", secret)
            .with("company", secret)
            .with("questionId", secret)
            .json();

    // When
    var parsed = (Parsed.Refused) parser.parse(json);

    // Then
    assertThat(parsed.problems()).hasSize(5);
    assertThat(parsed.problems().toString()).doesNotContainIgnoringCase("bernadette");
  }

  @Test
  void thousandsOfUnknownFields_areNotAllListed() {
    // Given
    var answer = answer("e");
    for (int i = 0; i < 5000; i++) {
      answer.with("field" + i, i);
    }

    // When
    var parsed = (Parsed.Refused) parser.parse(answer.json());

    // Then
    assertThat(parsed.problems()).hasSize(41);
    assertThat(parsed.problems().get(40)).extracting(Problem::pointer).isEqualTo("");
  }

  @Test
  void wrongTenant_isAMistakeOfTheConfiguration() {
    assertThatThrownBy(() -> new AnswerParser(Answers.CATALOGUE, "Dev Team", Clock.systemUTC()))
        .hasMessageContaining("'Dev Team'");
  }

  private Parsed.Accepted accepted(String json) {
    var parsed = parser.parse(json);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    return (Parsed.Accepted) parsed;
  }
}
