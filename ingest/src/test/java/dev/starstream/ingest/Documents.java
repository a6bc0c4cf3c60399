package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.UUID;

/** Builds nested documents as platforms send them: a good one, with changes by JSON pointer. */
final class Documents {

  static final String TEXT = "I measured the queue, cut two steps and saved nine minutes a day.";
  static final String EXTENSION = "/context/extensions/https:~1~1starstream.dev~1xapi~1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode json;

  private Documents(String json) {
    try {
      this.json = (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A CloudEvent with what it must have. */
  static Documents event(String id) {
    return new Documents(
            """
            {"specversion": "1.0", "type": "dev.starstream.answer.submitted.v1",
             "source": "coach-app", "data": {"candidateRef": "cand-1"}}
            """)
        .with("/id", quoted(id))
        .with("/data/questionId", quoted(Answers.QUESTION))
        .with("/data/text", quoted(TEXT));
  }

  /** An xAPI statement as a learning platform writes it. */
  static Documents statement(long id) {
    return new Documents(
            """
            {"actor": {"objectType": "Agent", "name": "Bernadette Example",
               "account": {"homePage": "https://lms.example", "name": "cand-1"}},
             "verb": {"id": "http://adlnet.gov/expapi/verbs/answered",
               "display": {"en-US": "answered"}},
             "object": {"objectType": "Activity",
               "definition": {"interactionType": "long-fill-in",
                 "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                 "name": {"en-US": "Behavioural 3"},
                 "description": {"de": "Wann?", "en-US": "When did you simplify?"}}},
             "result": {"duration": "PT1M2.5S", "completion": true},
             "context": {"platform": "Practice room", "language": "en-GB"},
             "version": "1.0.3"}
            """)
        .with("/id", quoted(new UUID(0x4000, id).toString()))
        .with("/object/id", quoted("https://lms.example/questions/" + Answers.QUESTION))
        .with("/result/response", quoted(TEXT));
  }

  /** Any JSON value, as written, in place of what is there; {@code {}} can be added to. */
  Documents with(String pointer, String raw) {
    var at = JsonPointer.compile(pointer);
    var parent = json.withObject(at.head());
    var name = at.last().getMatchingProperty();
    if (raw.equals("{}")) {
      parent.putObject(name);
    } else {
      parent.putRawValue(name, new RawValue(raw));
    }
    return this;
  }

  Documents without(String pointer) {
    var at = JsonPointer.compile(pointer);
    json.withObject(at.head()).remove(at.last().getMatchingProperty());
    return this;
  }

  String json() {
    return json.toString();
  }

  static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }
}
