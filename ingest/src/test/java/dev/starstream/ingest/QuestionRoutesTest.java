package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.events.PlatformQuestion;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuestionRoutesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String QUESTION =
      """
      {"text": "What did you hand over?", "category": "ownership", "levels": ["mid"],
       "keyPoints": [{"id": "wrote_it_down", "text": "Writes it down.", "cues": ["WROTE + open"]}],
       "companies": [{"company": "Amazon", "focus": "Owners.", "cues": ["checked"]}]}
      """;

  private record Reply(int status, HttpResponse<String> response, JsonNode body) {
    List<String> pointers() {
      return body.get("problems").findValuesAsText("pointer");
    }
  }

  private final QuestionTopic topic = new QuestionTopic();
  private final InMemoryTopic answers = new InMemoryTopic();
  private final HttpClient http = HttpClient.newHttpClient();
  private OwnQuestions questions;
  private IngestServer server;
  private IngestServer othersServer;

  @BeforeEach
  void start() {
    questions = topic.questions();
    assertThat(questions.awaitRead(Duration.ofSeconds(10))).isTrue();
    server = server("dev");
    othersServer = server("other");
  }

  private IngestServer server(String tenant) {
    var parser =
        new AnswerParser(
            Answers.CATALOGUE, questions, "dev", Clock.fixed(Answers.NOW, ZoneOffset.UTC));
    return IngestServer.start(
        "127.0.0.1",
        0,
        List.of(
            Access.everyone(tenant),
            new IngestRoutes(parser, new AnswerIntake(answers.publisher(), 100)),
            new QuestionRoutes(Answers.CATALOGUE, questions)));
  }

  @AfterEach
  void stop() {
    server.close();
    othersServer.close();
    questions.close();
  }

  @Test
  void newQuestion_is201AndThenShownAndTakenInAnswers() {
    var put = put("handed_over", QUESTION);

    assertThat(put.status()).isEqualTo(201);
    assertThat(put.response().headers().firstValue("Location"))
        .contains("/v1/questions/handed_over");
    assertThat(put.body().get("origin").asText()).isEqualTo("platform");
    assertThat(put.body().get("updatedAt").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(get("/v1/questions/handed_over").body()).isEqualTo(put.body());
    assertThat(answered(server, "handed_over")).isEqualTo(202);
    assertThat(answers.answers()).extracting(a -> a.getQuestionId()).containsExactly("handed_over");
  }

  @Test
  void sameQuestionAgain_is200AndWhatIsShownMayBePutBack() {
    var first = put("handed_over", QUESTION);

    var again = put("handed_over", first.body().toString());

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void changedQuestion_is200AndShownChanged() {
    put("handed_over", QUESTION);

    var changed = put("handed_over", QUESTION.replace("What did", "Why did"));

    assertThat(changed.status()).isEqualTo(200);
    assertThat(get("/v1/questions/handed_over").body().get("text").asText()).startsWith("Why did");
  }

  @Test
  void brokenQuestion_is422WithPointersAndNotStored() {
    var put = put("handed_over", QUESTION.replace("WROTE", "WROTTE").replace("levels", "lvels"));

    assertThat(put.status()).isEqualTo(422);
    assertThat(put.pointers())
        .containsExactlyInAnyOrder("/lvels", "/levels", "/keyPoints/0/cues/0");
    assertThat(put.body().toString()).contains("WROTE?", "did you mean 'levels'?");
    assertThat(get("/v1/questions/handed_over").status()).isEqualTo(404);
  }

  @Test
  void badId_is422() {
    var put = put("Handed-Over", QUESTION);

    assertThat(put.status()).isEqualTo(422);
    assertThat(put.pointers()).containsExactly("/id");
  }

  @Test
  void idOfAShippedQuestion_is409ForChangesAndShown() {
    assertThat(put(Answers.QUESTION, QUESTION).status()).isEqualTo(409);
    assertThat(delete(Answers.QUESTION).status()).isEqualTo(409);

    var shown = get("/v1/questions/" + Answers.QUESTION);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().get("origin").asText()).isEqualTo("catalogue");
    assertThat(shown.body().get("keyPoints")).isNotEmpty();
  }

  @Test
  void bodyThatIsNoQuestionDocument_isRefusedByItsKind() {
    assertThat(put("handed_over", "{\"text\":").status()).isEqualTo(400);
    assertThat(put("handed_over", "{\"text\": \"a\", \"text\": \"b\"}").status()).isEqualTo(400);
    assertThat(put("handed_over", QUESTION + "{}").status()).isEqualTo(400);
    assertThat(put("handed_over", "").status()).isIn(400, 422);
    assertThat(put("handed_over", "[]").status()).isEqualTo(422);
    assertThat(put("handed_over", " ".repeat(PlatformQuestions.MAX_BYTES + 1)).status())
        .isEqualTo(413);
    var text = request(server, "handed_over").header("Content-Type", "text/plain");
    assertThat(send(text.PUT(BodyPublishers.ofString(QUESTION))).status()).isEqualTo(415);
  }

  @Test
  void list_hasBothKindsAndFilters() {
    put("handed_over", QUESTION);
    put("of_its_own", QUESTION.replace("\"ownership\"", "\"logistics\""));

    assertThat(ids("")).contains("handed_over", "of_its_own", Answers.QUESTION);
    assertThat(ids("?origin=platform")).containsExactly("handed_over", "of_its_own");
    assertThat(ids("?category=logistics")).containsExactly("of_its_own");
    assertThat(ids("?origin=platform&company=amazon%20web%20services")).hasSize(2);
    assertThat(ids("?origin=platform&company=netflix")).isEmpty();
    assertThat(ids("?origin=catalogue&company=netflix")).isNotEmpty();
    assertThat(get("/v1/questions?origin=mine").status()).isEqualTo(400);
  }

  @Test
  void platformWithAsManyAsItMayHave_canChangeOnesAndBringNoMore() {
    put("handed_over", QUESTION);
    var event = questions.own("dev", "handed_over").orElseThrow().event();
    for (int i = 1; i < QuestionRoutes.MAX_QUESTIONS; i++) {
      topic.add(PlatformQuestion.newBuilder(event).setQuestionId("own_" + i).build());
    }
    assertThat(put("handed_over", QUESTION).status()).isEqualTo(200);

    assertThat(put("one_more", QUESTION).status()).isEqualTo(409);
    assertThat(delete("own_7").status()).isEqualTo(204);
    assertThat(put("one_more", QUESTION).status()).isEqualTo(201);
  }

  @Test
  void anotherTenant_neitherSeesNorUsesNorTouchesIt() {
    put("handed_over", QUESTION);

    assertThat(send(request(othersServer, "handed_over").GET()).status()).isEqualTo(404);
    assertThat(send(request(othersServer, "handed_over").DELETE()).status()).isEqualTo(404);
    assertThat(answered(othersServer, "handed_over")).isEqualTo(422);
    assertThat(get("/v1/questions/handed_over").status()).isEqualTo(200);
  }

  @Test
  void withdrawnQuestion_is204AndThenGone() {
    put("handed_over", QUESTION);

    assertThat(delete("handed_over").status()).isEqualTo(204);

    assertThat(get("/v1/questions/handed_over").status()).isEqualTo(404);
    assertThat(delete("handed_over").status()).isEqualTo(404);
    assertThat(answered(server, "handed_over")).isEqualTo(422);
  }

  @Test
  void misspeltIdOfAnOwnQuestion_isHinted() {
    put("handed_over", QUESTION);

    var reply =
        send(
            HttpRequest.newBuilder(server.uri().resolve("/v1/answers"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(answer("e1").with("questionId", "handed_ovr").json())));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body().toString()).contains("did you mean 'handed_over'?");
  }

  @Test
  void kafkaDown_is503AndWhatIsKnownStays() {
    put("handed_over", QUESTION);

    topic.goDown();

    var put = put("handed_over", QUESTION);
    assertThat(put.status()).isEqualTo(503);
    assertThat(put.response().headers().firstValue("Retry-After")).isPresent();
    assertThat(delete("handed_over").status()).isEqualTo(503);
    assertThat(get("/v1/questions/handed_over").status()).isEqualTo(200);
    assertThat(answered(server, "handed_over")).isEqualTo(202);
  }

  @Test
  void topicNotReadYet_is503ForOwnQuestionsAndNoMatterForShippedOnes() {
    server.close();
    topic.goDown();
    try (var unread = topic.questions()) {
      questions.close();
      questions = unread;
      server = server("dev");

      assertThat(answered(server, "handed_over")).isEqualTo(503);
      assertThat(answered(server, Answers.QUESTION)).isEqualTo(202);
      assertThat(put("handed_over", QUESTION).status()).isEqualTo(503);
      assertThat(unread.trouble()).isPresent();
    }
  }

  private int answered(IngestServer to, String questionId) {
    var json = answer("e-" + questionId).with("questionId", questionId).json();
    return send(HttpRequest.newBuilder(to.uri().resolve("/v1/answers"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)))
        .status();
  }

  private List<String> ids(String query) {
    return get("/v1/questions" + query).body().get("questions").findValuesAsText("id");
  }

  private Reply put(String id, String json) {
    return send(
        request(server, id)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private Reply delete(String id) {
    return send(request(server, id).DELETE());
  }

  private Reply get(String path) {
    return send(HttpRequest.newBuilder(server.uri().resolve(path)).GET());
  }

  private static HttpRequest.Builder request(IngestServer to, String id) {
    return HttpRequest.newBuilder(to.uri().resolve("/v1/questions/" + id));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      var response =
          http.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Reply(response.statusCode(), response, JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
