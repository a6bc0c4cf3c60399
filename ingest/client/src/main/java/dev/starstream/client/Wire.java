package dev.starstream.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.client.Receipt.Problem;
import dev.starstream.client.Receipt.Status;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** The JSON of the server, both ways. */
final class Wire {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PROBLEM_PREFIX = "urn:starstream:problem:";

  /** What the server says of one answer of a request: its receipt, or that it must come again. */
  sealed interface Item {
    record Settled(Receipt receipt) implements Item {}

    /** Kafka did not acknowledge it. */
    record Unacknowledged() implements Item {}
  }

  /** A problem document; both are empty if it is none. */
  record Trouble(String type, String detail) {}

  /** It is JSON, but not what was expected; or no JSON. The message never quotes it. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** One line, without a line end. */
  static byte[] encode(Answer answer) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", answer.id());
    answer.source().ifPresent(value -> json.put("source", value));
    json.put("candidateRef", answer.candidateRef());
    answer.cohort().ifPresent(value -> json.put("cohort", value));
    answer.questionId().ifPresent(value -> json.put("questionId", value));
    answer.question().ifPresent(value -> json.put("question", value));
    answer.company().ifPresent(value -> json.put("company", value));
    answer.role().ifPresent(value -> json.put("role", value));
    answer.level().ifPresent(value -> json.put("level", Answer.word(value)));
    answer.attemptNo().ifPresent(value -> json.put("attemptNo", value));
    answer.language().ifPresent(value -> json.put("language", value));
    answer.modality().ifPresent(value -> json.put("modality", Answer.word(value)));
    json.put("text", answer.text());
    answer.duration().ifPresent(value -> json.put("durationMs", value.toMillis()));
    answer
        .submittedAt()
        .ifPresent(
            at -> json.put("submittedAt", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at)));
    return bytes(json);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer's fields cannot be written as JSON", e);
    }
  }

  /**
   * What became of each answer of a request, in its order; empty if the body does not tell.
   *
   * @param ids of the answers that were sent
   */
  static Optional<List<Item>> items(byte[] body, List<String> ids) {
    try {
      var items = read(body).path("items");
      if (items.size() != ids.size()) {
        return Optional.empty();
      }
      var told = new ArrayList<Item>();
      for (int i = 0; i < ids.size(); i++) {
        told.add(item(items.get(i), i, ids.get(i)));
      }
      return Optional.of(List.copyOf(told));
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  private static Item item(JsonNode item, int index, String id) throws UnreadableException {
    if (item.path("index").asInt(index) != index) {
      throw new UnreadableException("an item is out of order");
    }
    var status = item.path("status").asText("");
    if (status.equals("unacknowledged")) {
      return new Item.Unacknowledged();
    }
    var scorecard = item.path("scorecard");
    var problems = problems(item.path("problems"), "/" + index);
    if (problems.isEmpty() && item.has("reason")) {
      problems.add(new Problem("", item.get("reason").asText()));
    }
    return new Item.Settled(
        new Receipt(
            status(status),
            id,
            item.has("answerId") ? Optional.of(uuid(item.get("answerId"))) : Optional.empty(),
            problems,
            problems(item.path("warnings"), "/" + index),
            scorecard.isObject() ? Optional.of(scorecard(scorecard)) : Optional.empty()));
  }

  private static Status status(String word) throws UnreadableException {
    return switch (word) {
      case "accepted" -> Status.ACCEPTED;
      case "duplicate" -> Status.DUPLICATE;
      case "conflict" -> Status.CONFLICT;
      case "refused" -> Status.REFUSED;
      case "rejected" -> Status.REJECTED;
      default -> throw new UnreadableException("an item has a status that is not known");
    };
  }

  /** Pointers begin with the item's index in the request, which the caller never saw. */
  private static List<Problem> problems(JsonNode problems, String item) {
    var list = new ArrayList<Problem>();
    for (var problem : problems) {
      var pointer = problem.path("pointer").asText("");
      var own = pointer.equals(item) || pointer.startsWith(item + "/");
      list.add(
          new Problem(
              own ? pointer.substring(item.length()) : pointer, problem.path("detail").asText("")));
    }
    return list;
  }

  /** A scorecard, or why there will never be one. */
  sealed interface Score {
    record Card(Scorecard card) implements Score {}

    record Rejected(String reason) implements Score {}
  }

  static Score score(byte[] body) throws UnreadableException {
    var document = read(body);
    return document.path("status").asText("").equals("rejected")
        ? new Score.Rejected(document.path("reason").asText(""))
        : new Score.Card(scorecard(document));
  }

  private static Scorecard scorecard(JsonNode card) throws UnreadableException {
    if (!card.path("overall").isNumber()) {
      throw new UnreadableException("it is no scorecard");
    }
    var critique = card.path("critique");
    var fixFirst = critique.path("fixFirst").asText("");
    var notes = new ArrayList<String>();
    critique.path("notes").forEach(note -> notes.add(note.asText("")));
    var mistakes = new ArrayList<Scorecard.Mistake>();
    for (var mistake : card.path("mistakes")) {
      mistakes.add(
          new Scorecard.Mistake(
              mistake.path("id").asText(""),
              mistake.path("severity").asText("").toLowerCase(Locale.ROOT),
              mistake.path("advice").asText("")));
    }
    return new Scorecard(
        uuid(card.path("answerId")),
        card.path("overall").asDouble(),
        card.path("structure").asDouble(),
        card.path("content").asDouble(),
        card.path("delivery").isNumber()
            ? OptionalDouble.of(card.path("delivery").asDouble())
            : OptionalDouble.empty(),
        card.path("passed").asBoolean(),
        critique.path("headline").asText(""),
        fixFirst.isEmpty() ? Optional.empty() : Optional.of(fixFirst),
        critique.path("fixGain").asDouble(),
        notes,
        mistakes,
        card.toString());
  }

  /** What an error's body says; a body of a proxy says nothing that may be repeated. */
  static Trouble trouble(byte[] body) {
    try {
      var document = read(body);
      var type = document.path("type").asText("");
      if (type.startsWith(PROBLEM_PREFIX)) {
        return new Trouble(
            type.substring(PROBLEM_PREFIX.length()), document.path("detail").asText(""));
      }
    } catch (UnreadableException e) {
      // Falls through.
    }
    return new Trouble("", "");
  }

  private static JsonNode read(byte[] body) throws UnreadableException {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UnreadableException("it is not JSON");
    }
  }

  private static UUID uuid(JsonNode value) throws UnreadableException {
    try {
      return UUID.fromString(value.asText(""));
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("its answerId is no UUID");
    }
  }

  private Wire() {}
}
