package dev.starstream.ingest;

import dev.starstream.ingest.JsonItems.Form;
import dev.starstream.ingest.JsonItems.Item;
import dev.starstream.ingest.JsonItems.Members;
import dev.starstream.ingest.JsonItems.Shape;
import dev.starstream.ingest.RawAnswer.Places;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.Nearest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A CloudEvent 1.0 that carries an answer: {@code data} is the object of {@code POST /v1/answers}.
 *
 * <p>The event's {@code id} and {@code source} are the answer's; {@code data} may repeat them but
 * not contradict. {@code time} and {@code subject} stand in for {@code submittedAt} and {@code
 * candidateRef} where {@code data} has none. Other attributes are extensions and ignored.
 *
 * <p>Problems are pointed at as in a structured event, whichever mode it came in: {@code /id} is
 * the header {@code ce-id} of a binary one, and {@code /data/text} the {@code text} of its body.
 */
final class CloudEvent {

  static final String TYPE = "dev.starstream.answer.submitted.v1";

  /** An event in structured mode, alone, in a batch or as a line. */
  static final Form FORM =
      new Form(
          new Shape(Map.of("data", Shape.FLAT)),
          event -> new CloudEvent(event, List.of(), name -> "is missing").answer());

  private static final String SPEC_VERSION = "1.0";
  private static final List<String> ATTRIBUTES =
      List.of("specversion", "type", "id", "source", "time", "subject", "datacontenttype");
  private static final List<String> REQUIRED = ATTRIBUTES.subList(0, 4);

  private final Members event;
  private final Members data;
  private final UnaryOperator<String> absence;
  private final List<Problem> problems = new ArrayList<>();

  private CloudEvent(Members event, List<Problem> found, UnaryOperator<String> absence) {
    this.event = event;
    this.data = event.in("data");
    this.absence = absence;
    problems.addAll(found);
  }

  /** An event in binary mode: attributes from headers, {@code data} from the body. */
  static RawAnswer binary(CloudEventHeaders headers, Item body) {
    if (body instanceof Item.TooLarge) {
      return FORM.answer(body);
    }
    var values = new LinkedHashMap<>(headers.attributes());
    var entered = new HashMap<String, Members>();
    if (body instanceof Item.One one) {
      entered.put("data", one.members());
      values.put("data", new Value.Other("an object"));
    } else if (body instanceof Item.NoObject other) {
      values.put("data", new Value.Other(other.kind()));
    }
    var event = new Members(values, entered, List.of());
    return new CloudEvent(event, headers.problems(), CloudEventHeaders::absence).answer();
  }

  private RawAnswer answer() {
    event.repeated().forEach(name -> repeated("", name));
    data.repeated().forEach(name -> repeated("/data", name));
    attributes();
    data();
    if (!event.entered().containsKey("data")) {
      return new RawAnswer.Unreadable(problems, JsonItems.id(event));
    }
    var values = new LinkedHashMap<>(data.values());
    var places = new HashMap<String, String>();
    mustAgree(values, places, AnswerField.ID, "id");
    mustAgree(values, places, AnswerField.SOURCE, "source");
    standIn(values, places, AnswerField.SUBMITTED_AT, "time");
    standIn(values, places, AnswerField.CANDIDATE_REF, "subject");
    return new RawAnswer.Fields(values, List.of(), new Places("/data", places), problems);
  }

  private void repeated(String parent, String name) {
    problem(Pointers.to(parent, name), "is there more than once (expected: once)");
  }

  private void attributes() {
    for (var name : ATTRIBUTES) {
      var value = event.values().get(name);
      if (value == null) {
        if (REQUIRED.contains(name) && noProblemAt("/" + name)) {
          problem("/" + name, absence.apply(name));
        }
      } else if (!(value instanceof Value.Text)) {
        problem("/" + name, "is " + value.kind() + " (expected: text)");
      }
    }
    mustBe("specversion", SPEC_VERSION);
    mustBe("type", TYPE);
    text("source").filter(source -> !isUriReference(source)).ifPresent(this::noUriReference);
    text("datacontenttype").filter(type -> !isJson(type)).ifPresent(this::noJson);
  }

  private boolean noProblemAt(String pointer) {
    return problems.stream().noneMatch(problem -> problem.pointer().equals(pointer));
  }

  private void mustBe(String name, String expected) {
    text(name)
        .filter(sent -> !sent.equals(expected))
        .ifPresent(
            sent ->
                problem(
                    "/" + name,
                    "is "
                        + AnswerParser.shown(sent)
                        + " (expected: '"
                        + expected
                        + "'"
                        + Nearest.hint(Nearest.of(sent, List.of(expected)))
                        + ")"));
  }

  private void noUriReference(String source) {
    problem(
        "/source",
        source.isEmpty()
            ? "is empty (expected: a URI reference, such as 'coach-app')"
            : "is not a URI reference (expected: such as 'coach-app' or 'https://coach.example')");
  }

  private void noJson(String type) {
    problem(
        "/datacontenttype",
        "is " + AnswerParser.shown(type) + " (expected: 'application/json', or none)");
  }

  private void data() {
    if (event.values().containsKey("data_base64")) {
      problem("/data_base64", "is not read (expected: the answer as an object, in data)");
    } else if (!event.entered().containsKey("data")) {
      var value = event.values().get("data");
      problem(
          "/data",
          (value == null ? "is missing" : "is " + value.kind())
              + " (expected: an object, the answer)");
    }
  }

  /** The attribute counts; the same in {@code data} is fine, something else is not. */
  private void mustAgree(
      Map<String, Value> values, Map<String, String> places, AnswerField field, String attribute) {
    var inData = values.remove(field.jsonName);
    places.put(field.jsonName, "/" + attribute);
    var inEnvelope = event.values().get(attribute);
    if (inEnvelope instanceof Value.Text) {
      values.put(field.jsonName, inEnvelope);
    }
    if (inData != null && !(inData instanceof Value.Text)) {
      problem("/data/" + field.jsonName, "is " + inData.kind() + " (expected: text)");
    } else if (inData != null && inEnvelope != null && !inData.equals(inEnvelope)) {
      problem(
          "/data/" + field.jsonName,
          "is another one than the event's " + attribute + " (expected: the same, or none)");
    }
  }

  private void standIn(
      Map<String, Value> values, Map<String, String> places, AnswerField field, String attribute) {
    if (!values.containsKey(field.jsonName)
        && event.values().get(attribute) instanceof Value.Text text) {
      values.put(field.jsonName, text);
      places.put(field.jsonName, "/" + attribute);
    }
  }

  private Optional<String> text(String attribute) {
    return event.values().get(attribute) instanceof Value.Text text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  private void problem(String pointer, String detail) {
    problems.add(new Problem(pointer, detail));
  }

  private static boolean isUriReference(String text) {
    try {
      return !text.isEmpty() && !new URI(text).toString().isEmpty();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isJson(String mediaType) {
    return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }
}
