package dev.starstream.ingest;

import static dev.starstream.ingest.Documents.event;
import static dev.starstream.ingest.Documents.quoted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.TestServer.Reply;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsTest {

  private static final String PATH = "/v1/events";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final InMemoryTopic topic = new InMemoryTopic();
  private final TestServer server = new TestServer(topic);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void structuredEvent_isAnAnswer() {
    // When
    var reply = post(STRUCTURED + "; charset=UTF-8", event("e-1").json());

    // Then
    assertThat(reply.status()).isEqualTo(202);
    var answer = onlyAnswer();
    assertThat(answer.getEventId()).isEqualTo("e-1");
    assertThat(answer.getSource()).isEqualTo("coach-app");
    assertThat(answer.getCandidateRef()).isEqualTo("cand-1");
    assertThat(answer.getQuestionId()).isEqualTo(Answers.QUESTION);
    assertThat(answer.getText()).isEqualTo(Documents.TEXT);
  }

  @Test
  void timeAndSubject_standInForWhatDataLacks() {
    // When
    post(
        STRUCTURED,
        event("e-1")
            .without("/data/candidateRef")
            .with("/subject", quoted("cand-9"))
            .with("/time", quoted("2026-11-20T09:30:00+01:00"))
            .json());

    // Then
    assertThat(onlyAnswer().getCandidateRef()).isEqualTo("cand-9");
    assertThat(onlyAnswer().getSubmittedAt()).isEqualTo(Instant.parse("2026-11-20T08:30:00Z"));
    assertThat(onlyAnswer().getUtcOffsetMinutes()).isEqualTo(60);
  }

  @Test
  void data_isNearerThanTimeAndSubject() {
    // When
    post(
        STRUCTURED,
        event("e-1")
            .with("/data/submittedAt", quoted("2026-11-20T07:00:00Z"))
            .with("/subject", quoted("cand-9"))
            .with("/time", quoted("2026-11-20T09:30:00Z"))
            .json());

    // Then
    assertThat(onlyAnswer().getCandidateRef()).isEqualTo("cand-1");
    assertThat(onlyAnswer().getSubmittedAt()).isEqualTo(Instant.parse("2026-11-20T07:00:00Z"));
  }

  @Test
  void extensionsAndRepeatedIdentity_areNoProblem() {
    // When
    var reply =
        post(
            STRUCTURED,
            event("e-1")
                .with("/traceparent", quoted("00-0af7651916cd43dd8448eb211c80319c-01"))
                .with("/sequence", "12")
                .with("/dataschema", quoted("https://coach.example/answer"))
                .with("/datacontenttype", quoted("application/json; charset=utf-8"))
                .with("/data/id", quoted("e-1"))
                .with("/data/source", quoted("coach-app"))
                .json());

    // Then
    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void batch_isJudgedEventByEvent() {
    // When
    var reply =
        post(
            BATCH,
            List.of(
                    event("a").json(),
                    event("b").without("/data/text").with("/type", quoted("other")).json(),
                    event("a").json())
                .toString());

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "duplicate");
    assertThat(reply.pointers()).containsExactly("/1/type", "/1/data/text");
  }

  @Test
  void lines_areStructuredEvents() {
    // When
    var reply =
        post(
            "application/x-ndjson",
            "\uFEFF" + event("a").json() + "\r\n{]\n\n" + event("b").json() + "\n");

    // Then
    assertThat(reply.status()).isEqualTo(207);
    assertThat(reply.statuses()).containsExactly("accepted", "refused", "accepted");
    assertThat(reply.pointers()).containsExactly("/1");
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "Euro%20%E2%82%AC%20%F0%9F%98%80, Euro € 😀",
    "%e2%82%ac, €",
    "100%2525, 100%25",
    "\"with \\\"quotes\\\" and %41\", with \"quotes\" and A",
  })
  void headersOfABinaryEvent_areDecoded(String header, String subject) {
    // When
    var reply = binary(Map.of("ce-subject", header), "{\"text\": \"" + Documents.TEXT + "\"}");

    // Then
    assertThat(reply.status()).isEqualTo(202);
    assertThat(onlyAnswer().getCandidateRef()).isEqualTo(subject);
    assertThat(onlyAnswer().getSource()).isEqualTo("/coach");
    assertThat(onlyAnswer().getEventId()).isEqualTo("b-1");
  }

  @Test
  void binaryEvent_isPointedAtLikeAStructuredOne() {
    // When
    var reply =
        binary(
            Map.of("CE-Type", "dev.starstream.answer.submited.v1", "ce-subject", "%C0%A0"),
            "{\"text\": 12, \"candidateRef\": \"c\", \"id\": \"other\"}");

    // Then
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.pointers()).containsExactly("/subject", "/type", "/data/id", "/data/text");
    assertThat(reply.body().toString())
        .contains("the header ce-subject")
        .contains("did you mean 'dev.starstream.answer.submitted.v1'?");
  }

  @Test
  void sameEventInEveryMode_isOneAnswer() {
    // Given
    var data = "{\"candidateRef\": \"c\", \"text\": \"t\"}";
    var structured =
        """
        {"specversion": "1.0", "type": "dev.starstream.answer.submitted.v1", "id": "b-1",
         "source": "/coach", "data": %s}
        """
            .formatted(data)
            .replace("\n", " ");

    // When
    var replies =
        List.of(
            binary(Map.of(), data),
            post(STRUCTURED, structured),
            post(BATCH, "[" + structured + "]"),
            post("application/x-ndjson", structured),
            server.post("{\"id\": \"b-1\", \"source\": \"/coach\", " + data.substring(1)));

    // Then
    assertThat(replies.stream().flatMap(reply -> reply.statuses().stream()))
        .containsExactly("accepted", "duplicate", "duplicate", "duplicate", "duplicate");
    assertThat(topic.answers()).hasSize(1);
  }

  @Test
  void otherContentUnderAnId_isAConflictAtTheId() {
    // Given
    post(STRUCTURED, event("e-1").json());

    // When
    var reply = post(STRUCTURED, event("e-1").with("/data/text", quoted("Another.")).json());

    // Then
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.pointers()).containsExactly("/id");
  }

  @Test
  void cloudEventsSdk_isUnderstoodInAllModes() {
    // Given: events written by the official SDK
    var structured = new HashMap<String, String>();
    var structuredBody = new ByteArrayOutputStream();
    writer(structured, structuredBody).writeStructured(sdkEvent("sdk-1"), new JsonFormat());
    var binary = new HashMap<String, String>();
    var binaryBody = new ByteArrayOutputStream();
    writer(binary, binaryBody).writeBinary(sdkEvent("sdk-2"));
    var format = new JsonFormat();
    var batch =
        List.of(sdkEvent("sdk-3"), sdkEvent("sdk-4")).stream()
            .map(event -> new String(format.serialize(event), UTF_8))
            .toList();

    // When
    var replies =
        List.of(
            server.post(PATH, structured, structuredBody.toByteArray()),
            server.post(PATH, binary, binaryBody.toByteArray()),
            post(BATCH, batch.toString()));

    // Then
    assertThat(replies).extracting(Reply::status).containsExactly(202, 202, 202);
    assertThat(topic.answers())
        .extracting(AnswerSubmitted::getEventId)
        .containsExactly("sdk-1", "sdk-2", "sdk-3", "sdk-4");
    assertThat(topic.answers())
        .allSatisfy(
            answer -> {
              assertThat(answer.getSource()).isEqualTo("https://coach.example/app");
              assertThat(answer.getCandidateRef()).isEqualTo("cand-7");
              assertThat(answer.getText()).isEqualTo("Größer: 40 % 🚀");
              assertThat(answer.getSubmittedAt()).isEqualTo(Instant.parse("2026-11-20T08:30:00Z"));
            });
  }

  private static CloudEvent sdkEvent(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("https://coach.example/app"))
        .withType("dev.starstream.answer.submitted.v1")
        .withSubject("cand-7")
        .withTime(OffsetDateTime.parse("2026-11-20T09:30:00+01:00"))
        .withExtension("traceid", "4711")
        .withData("application/json", "{\"text\": \"Größer: 40 % 🚀\"}".getBytes(UTF_8))
        .build();
  }

  private static MessageWriter<?, Void> writer(
      Map<String, String> headers, ByteArrayOutputStream body) {
    return HttpMessageFactory.createWriter(headers::put, bytes -> body.writeBytes(bytes));
  }

  private Reply post(String contentType, String body) {
    return server.post(PATH, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  private Reply binary(Map<String, String> changes, String body) {
    var headers =
        new HashMap<>(
            Map.of(
                "ce-specversion", "1.0",
                "ce-type", "dev.starstream.answer.submitted.v1",
                "ce-source", "/coach",
                "ce-id", "b-1",
                "content-type", "application/json"));
    changes.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return server.post(PATH, headers, body.getBytes(UTF_8));
  }

  private AnswerSubmitted onlyAnswer() {
    assertThat(topic.answers()).hasSize(1);
    return topic.answers().get(0);
  }
}
