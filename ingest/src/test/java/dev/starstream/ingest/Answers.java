package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Builds answers as platforms send them: a good one, with changes. */
final class Answers {

  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  static final String QUESTION = CATALOGUE.questions().iterator().next().id();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode json;

  private Answers(ObjectNode json) {
    this.json = json;
  }

  /** Only the fields that must be there, and an id. */
  static Answers answer(String id) {
    return new Answers(
        JSON.createObjectNode()
            .put("id", id)
            .put("candidateRef", "cand-1")
            .put("questionId", QUESTION)
            .put("text", "I measured the queue, cut two steps and saved nine minutes a day."));
  }

  Answers with(String field, String value) {
    json.put(field, value);
    return this;
  }

  Answers with(String field, long value) {
    json.put(field, value);
    return this;
  }

  /** Any JSON value, as written. */
  Answers withRaw(String field, String value) {
    json.putRawValue(field, new RawValue(value));
    return this;
  }

  Answers without(String field) {
    json.remove(field);
    return this;
  }

  String json() {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static AnswerParser parser() {
    return new AnswerParser(CATALOGUE, "dev", Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
