package dev.starstream.ingest;

import static dev.starstream.ingest.Documents.EXTENSION;
import static dev.starstream.ingest.Documents.quoted;
import static dev.starstream.ingest.Documents.statement;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Level;
import dev.starstream.events.Modality;
import dev.starstream.ingest.TestServer.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XapiTest {

  private final InMemoryTopic topic = new InMemoryTopic();
  private final TestServer server = new TestServer(topic);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void statement_isAnAnswer() {
    // When
    var reply =
        post(
            statement(1)
                .with("/timestamp", quoted("2026-11-20T09:30:00.25+01:00"))
                .with("/context/extensions", "{}")
                .with(EXTENSION + "company", quoted("AWS"))
                .with(EXTENSION + "level", quoted("senior"))
                .with(EXTENSION + "attempt", "3")
                .with(EXTENSION + "role", quoted("Web developer"))
                .with(EXTENSION + "cohort", quoted("spring"))
                .with(EXTENSION + "modality", quoted("transcript"))
                .with("/context/extensions/https:~1~1other.example~1x", "[1]")
                .json());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(onlyAnswer())
        .isEqualTo(
            AnswerSubmitted.newBuilder()
                .setEventId("00000000-0000-4000-0000-000000000001")
                .setSource("Practice room")
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
                .setText(Documents.TEXT)
                .setDurationMs(62_500L)
                .setSubmittedAt(Instant.parse("2026-11-20T08:30:00.250Z"))
                .setUtcOffsetMinutes(60)
                .build());
  }

  @Test
  void personsName_isNotKept() {
    // When
    post(statement(1).json());

    // Then
    assertThat(onlyAnswer().toString()).doesNotContain("Bernadette");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "urn:question:%s            | true",
        "https://lms.example/q/%s/  | true",
        "https://lms.example/%s?v=2 | true",
        "https://lms.example/q#%s   | false",
        "https://lms.example/x%s    | false",
        "https://lms.example/       | false",
      })
  void lastSegmentOfTheObjectsId_isTheQuestionWhereItIsKnown(String iri, boolean known) {
    // When
    post(statement(1).with("/object/id", quoted(iri.formatted(Answers.QUESTION))).json());

    // Then
    assertThat(onlyAnswer().getQuestionId()).isEqualTo(known ? Answers.QUESTION : null);
    assertThat(onlyAnswer().getQuestionText()).isEqualTo(known ? null : "When did you simplify?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"de\"    | {\"en\": \"When?\", \"de\": \"Wann?\"}            | Wann?",
        "\"de-AT\" | {\"en\": \"When?\", \"de\": \"Wann?\"}            | Wann?",
        "\"de-AT\" | {\"de\": \"Wann?\", \"de-at\": \"Wann leicht?\"}  | Wann leicht?",
        "\"fr\"    | {\"de\": \"Wann?\", \"en-US\": \"When?\"}         | When?",
        "null      | {\"de\": \"Wann?\", \"en-US\": \"When?\"}         | When?",
        "null      | {\"de\": \"Wann?\", \"es\": \"Cuando?\"}          | Wann?",
        "null      | {\"und\": \" \"}                                  | Behavioural 3",
        "null      | null                                              | Behavioural 3",
      })
  void question_isInTheStatementsLanguageOrElseEnglish(
      String language, String description, String question) {
    // When
    post(
        statement(1)
            .with("/object/id", quoted("https://lms.example/q/17"))
            .with("/context/language", language)
            .with("/object/definition/description", description)
            .json());

    // Then
    assertThat(onlyAnswer().getQuestionText()).isEqualTo(question);
  }

  @ParameterizedTest
  @CsvSource({
    "PT1M2.5S, 62500",
    "PT4H35M59.14S, 16559140",
    "PT16559.14S, 16559140",
    "PT0.001S, 1",
    "P0DT1H, 3600000",
    "P1D, 86400000"
  })
  void duration_isIso8601(String duration, long millis) {
    // When
    post(statement(1).with("/result/duration", quoted(duration)).json());

    // Then
    assertThat(onlyAnswer().getDurationMs()).isEqualTo(millis);
  }

  @Test
  void leanStatement_getsDefaults() {
    // When
    var reply =
        post(
            """
            {"actor": {"mbox_sha1sum": "EBD31E95054C018B10727CCFFD2EF2EC3A016EE9"},
             "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
             "object": {"id": "https://lms.example/q/17"},
             "result": {"response": "I did."}}
            """);

    // Then
    assertThat(reply.status()).isEqualTo(202);
    var answer = onlyAnswer();
    assertThat(answer.getCandidateRef()).isEqualTo("ebd31e95054c018b10727ccffd2ef2ec3a016ee9");
    assertThat(answer.getSource()).isEmpty();
    assertThat(answer.getLanguage()).isEqualTo("en");
    assertThat(answer.getSubmittedAt()).isEqualTo(Answers.NOW);
    assertThat(answer.getDurationMs()).isNull();
  }

  @Test
  void extensions_areNearerThanActorAndObject() {
    // When
    var other = Answers.CATALOGUE.questions().stream().skip(1).findFirst().orElseThrow().id();
    post(
        statement(1)
            .without("/context/platform")
            .with("/context/extensions", "{}")
            .with(EXTENSION + "questionId", quoted(other))
            .with(EXTENSION + "candidateRef", quoted("lms-a/cand-1"))
            .json());

    // Then
    assertThat(onlyAnswer().getQuestionId()).isEqualTo(other);
    assertThat(onlyAnswer().getCandidateRef()).isEqualTo("lms-a/cand-1");
    assertThat(onlyAnswer().getSource()).isEqualTo("https://lms.example");
  }

  @Test
  void sameStatementInOtherLetters_isADuplicate() {
    // Given
    post(statement(0xabc).json());

    // When
    var reply =
        post(
            "["
                + statement(0xabc)
                    .with("/id", quoted("00000000-0000-4000-0000-000000000ABC"))
                    .json()
                + "]");

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.statuses()).containsExactly("duplicate");
  }

  @Test
  void arrayOfStatements_isJudgedOneByOne() {
    // When
    var reply =
        post(
            List.of(
                    statement(1).json(),
                    statement(2)
                        .with("/verb/id", quoted("http://adlnet.gov/expapi/verbs/experienced"))
                        .without("/result")
                        .json(),
                    statement(3).json())
                .toString());

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).containsExactly("/1/verb/id");
    assertThat(reply.body().at("/items/1/id").asText())
        .isEqualTo("00000000-0000-4000-0000-000000000002");
  }

  @ParameterizedTest
  @CsvSource({"1.0.3, 1.0.3", "2.0.0, 2.0.0", "<script>, ''", "1.0.3-and-a-tail, ''"})
  void versionHeader_isEchoedIfItIsOne(String version, String echo) {
    // When
    var reply =
        server.post(
            "/v1/xapi/statements",
            Map.of("Content-Type", "application/json", "X-Experience-API-Version", version),
            "[".getBytes(UTF_8));

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("X-Experience-API-Version")).isEqualTo(echo);
  }

  private Reply post(String body) {
    return server.post(
        "/v1/xapi/statements", Map.of("Content-Type", "application/json"), body.getBytes(UTF_8));
  }

  private AnswerSubmitted onlyAnswer() {
    assertThat(topic.answers()).hasSize(1);
    return topic.answers().get(0);
  }
}
