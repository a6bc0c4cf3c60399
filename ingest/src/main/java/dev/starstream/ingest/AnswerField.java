package dev.starstream.ingest;

import dev.starstream.schemas.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of an answer as platforms send it, each with its twin in the Avro schema. */
enum AnswerField {
  ID("id", "event_id", Type.TEXT),
  SOURCE("source", "source", Type.TEXT),
  CANDIDATE_REF("candidateRef", "candidate_ref", Type.TEXT),
  QUESTION_ID("questionId", "question_id", Type.TEXT),
  QUESTION("question", "question_text", Type.TEXT),
  COMPANY("company", "company", Type.TEXT),
  ROLE("role", "role", Type.TEXT),
  LEVEL("level", "level", Type.TEXT),
  ATTEMPT_NO("attemptNo", "attempt_no", Type.WHOLE_NUMBER),
  COHORT("cohort", "cohort", Type.TEXT),
  LANGUAGE("language", "language", Type.TEXT),
  MODALITY("modality", "modality", Type.TEXT),
  TEXT("text", "text", Type.TEXT),
  DURATION_MS("durationMs", "duration_ms", Type.WHOLE_NUMBER),
  SUBMITTED_AT("submittedAt", "submitted_at", Type.TEXT);

  enum Type {
    TEXT("text"),
    WHOLE_NUMBER("whole number");

    final String words;

    Type(String words) {
      this.words = words;
    }
  }

  private static final Map<String, AnswerField> BY_JSON_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(field -> field.jsonName, Function.identity()));

  final String jsonName;
  final String avroName;
  final Type type;

  AnswerField(String jsonName, String avroName, Type type) {
    this.jsonName = jsonName;
    this.avroName = avroName;
    this.type = type;
  }

  static Optional<AnswerField> ofJsonName(String name) {
    return Optional.ofNullable(BY_JSON_NAME.get(name));
  }

  /** The field that a rule of {@link dev.starstream.schemas.AnswerRules} is about. */
  static AnswerField ofAvroName(String name) {
    // The offset comes from the time stamp; there is no field for it in JSON.
    if (name.equals("utc_offset_minutes")) {
      return SUBMITTED_AT;
    }
    for (var field : values()) {
      if (field.avroName.equals(name)) {
        return field;
      }
    }
    throw new IllegalArgumentException("rule on a field that no publisher can set: " + name);
  }

  /** The field of a CSV column: camelCase, snake_case or the Avro name. */
  static Optional<AnswerField> ofColumn(String title) {
    var name = title.strip();
    for (var field : values()) {
      if (field.jsonName.equals(name) || field.avroName.equals(name)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** The names of all fields, in the order of the schema. */
  static List<String> names() {
    return Arrays.stream(values()).map(field -> field.jsonName).toList();
  }

  /** The name that was probably meant, if one is near. */
  static Optional<String> nearest(String wrong) {
    return Nearest.of(wrong, BY_JSON_NAME.keySet());
  }
}
