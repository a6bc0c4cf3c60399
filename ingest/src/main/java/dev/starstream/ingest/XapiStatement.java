package dev.starstream.ingest;

import dev.starstream.ingest.JsonItems.Form;
import dev.starstream.ingest.JsonItems.Members;
import dev.starstream.ingest.JsonItems.Shape;
import dev.starstream.ingest.RawAnswer.Places;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.Nearest;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An xAPI 1.0.3 statement that somebody answered a question in their own words.
 *
 * <pre>
 * verb.id                         must be {@link #ANSWERED}
 * id                              id
 * timestamp                       submittedAt
 * actor.account.name              candidateRef; or actor.mbox_sha1sum; mbox and openid are refused
 * object.id                       questionId, if its last segment is a known question
 * object.definition.description   question; or .name; in the statement's language, else English
 * result.response                 text
 * result.duration                 durationMs
 * context.language                language
 * context.platform                source; or actor.account.homePage
 * context.extensions              {@link #EXTENSIONS} + company, level, attempt, role, cohort,
 *                                 modality, questionId, candidateRef
 * </pre>
 *
 * <p>All else in a statement is ignored. Account names are taken to be unique within a tenant;
 * where they are not, the extension {@code candidateRef} tells people apart.
 *
 * <p>For one statement: {@code XapiStatement.FORM.read(json)} gives a {@link RawAnswer} for {@link
 * AnswerParser#parse(RawAnswer, String)}. For one within a stream: {@code
 * FORM.reading().apply(JsonItems.members(parser, FORM.shape()))}, the parser standing at its
 * opening brace.
 */
final class XapiStatement {

  static final String ANSWERED = "http://adlnet.gov/expapi/verbs/answered";
  static final String EXTENSIONS = "https://starstream.dev/xapi/";

  static final Form FORM = new Form(shape(), statement -> new XapiStatement(statement).answer());

  private static final Map<String, AnswerField> BY_EXTENSION =
      Map.of(
          "company", AnswerField.COMPANY,
          "level", AnswerField.LEVEL,
          "attempt", AnswerField.ATTEMPT_NO,
          "role", AnswerField.ROLE,
          "cohort", AnswerField.COHORT,
          "modality", AnswerField.MODALITY,
          "questionId", AnswerField.QUESTION_ID,
          "candidateRef", AnswerField.CANDIDATE_REF);

  private static final Map<String, String> PLACES =
      Map.of(
          AnswerField.CANDIDATE_REF.jsonName, "/actor/account/name",
          AnswerField.QUESTION_ID.jsonName, "/object/id",
          AnswerField.TEXT.jsonName, "/result/response");

  /** What was named as a problem already stands for itself with this, and is not named again. */
  private static final Value NAMED = new Value.Text("-");

  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
  private static final Pattern SHA1 = Pattern.compile("\\p{XDigit}{40}");

  private final Members statement;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, String> places = new HashMap<>(PLACES);
  private final List<Problem> problems = new ArrayList<>();

  private XapiStatement(Members statement) {
    this.statement = statement;
  }

  private static Shape shape() {
    var definition = new Shape(Map.of("name", Shape.FLAT, "description", Shape.FLAT));
    return new Shape(
        Map.of(
            "actor", new Shape(Map.of("account", Shape.FLAT)),
            "verb", Shape.FLAT,
            "object", new Shape(Map.of("definition", definition)),
            "result", Shape.FLAT,
            "context", new Shape(Map.of("extensions", Shape.FLAT))));
  }

  private RawAnswer answer() {
    if (!isAnswered()) {
      return new RawAnswer.Unreadable(problems, JsonItems.id(statement));
    }
    repeated(statement, "");
    id();
    put(AnswerField.SUBMITTED_AT, statement.values().get("timestamp"), "/timestamp");
    context();
    actor();
    object();
    result();
    return new RawAnswer.Fields(values, List.of(), new Places("", places), problems);
  }

  /** A statement with another verb is none of ours: nothing else about it is worth telling. */
  private boolean isAnswered() {
    var verb = object(statement, "", "verb");
    var id = verb.values().get("id");
    if (id instanceof Value.Text text && text.text().equals(ANSWERED)) {
      return true;
    }
    if (problems.isEmpty()) {
      problem(
          "/verb/id",
          (id == null ? "is missing" : "is another verb") + " (expected: '" + ANSWERED + "')");
    }
    return false;
  }

  private void repeated(Members members, String at) {
    for (var name : members.repeated()) {
      problem(Pointers.to(at, name), "is there more than once (expected: once)");
    }
    members.entered().forEach((name, inner) -> repeated(inner, Pointers.to(at, name)));
  }

  private void id() {
    var id = statement.values().get("id");
    if (id instanceof Value.Text text) {
      if (UUID.matcher(text.text()).matches()) {
        put(AnswerField.ID, new Value.Text(text.text().toLowerCase(Locale.ROOT)), "/id");
      } else {
        problem("/id", "is not a UUID (expected: one, or none)");
      }
    } else {
      put(AnswerField.ID, id, "/id");
    }
  }

  private void context() {
    var context = object(statement, "", "context");
    put(AnswerField.LANGUAGE, context.values().get("language"), "/context/language");
    put(AnswerField.SOURCE, context.values().get("platform"), "/context/platform");
    var extensions = object(context, "/context", "extensions");
    for (var extension : extensions.values().entrySet()) {
      if (extension.getKey().startsWith(EXTENSIONS)) {
        extension(
            extension.getKey().substring(EXTENSIONS.length()),
            extension.getValue(),
            Pointers.to("/context/extensions", extension.getKey()));
      }
    }
  }

  private void extension(String name, Value value, String pointer) {
    var field = BY_EXTENSION.get(name);
    if (field == null) {
      problem(
          pointer,
          "is not an extension that is known"
              + Nearest.hint(Nearest.of(name, BY_EXTENSION.keySet())));
    } else {
      put(field, value, pointer);
    }
  }

  private void actor() {
    var before = problems.size();
    var actor = object(statement, "", "actor");
    mustBe(actor, "/actor", "objectType", "Agent", "; an answer is one person's");
    for (var personal : List.of("mbox", "openid")) {
      if (actor.values().containsKey(personal)) {
        problem("/actor/" + personal, "is personal data (expected: account or mbox_sha1sum)");
      }
    }
    if (actor.values().containsKey("account")) {
      var account = object(actor, "/actor", "account");
      if (actor.entered().containsKey("account")) {
        account(account);
      }
      if (actor.values().containsKey("mbox_sha1sum")) {
        problem("/actor", "has two identifiers (expected: either account or mbox_sha1sum)");
      }
    } else {
      mailHash(actor.values().get("mbox_sha1sum"));
    }
    if (problems.size() > before) {
      values.putIfAbsent(AnswerField.CANDIDATE_REF.jsonName, NAMED);
    }
  }

  private void account(Members account) {
    var homePage = account.values().get("homePage");
    if (homePage == null) {
      problem("/actor/account/homePage", "is missing");
    } else {
      putIfAbsent(AnswerField.SOURCE, homePage, "/actor/account/homePage");
    }
    var name = account.values().get("name");
    if (name == null) {
      problem("/actor/account/name", "is missing");
    } else {
      putIfAbsent(AnswerField.CANDIDATE_REF, name, "/actor/account/name");
    }
  }

  private void mailHash(Value hash) {
    if (hash instanceof Value.Text text && !SHA1.matcher(text.text()).matches()) {
      problem("/actor/mbox_sha1sum", "is not a SHA-1 sum (expected: 40 hexadecimal digits)");
    } else if (hash instanceof Value.Text text) {
      var lower = new Value.Text(text.text().toLowerCase(Locale.ROOT));
      putIfAbsent(AnswerField.CANDIDATE_REF, lower, "/actor/mbox_sha1sum");
    } else {
      putIfAbsent(AnswerField.CANDIDATE_REF, hash, "/actor/mbox_sha1sum");
    }
  }

  private void object() {
    var before = problems.size();
    var object = object(statement, "", "object");
    mustBe(object, "/object", "objectType", "Activity", "");
    if (problems.size() > before) {
      return;
    }
    var id = object.values().get("id");
    if (id instanceof Value.Text text) {
      var guess = new Value.Guess(lastSegment(text.text()));
      putIfAbsent(AnswerField.QUESTION_ID, guess, "/object/id");
    } else {
      problem(
          "/object/id",
          id == null ? "is missing" : "is " + id.kind() + " (expected: text, an IRI)");
    }
    var definition = object(object, "/object", "definition");
    mustBe(definition, "/object/definition", "interactionType", "long-fill-in", ", or none");
    if (!question(definition, "description")) {
      question(definition, "name");
    }
  }

  /** False if there is no wording. */
  private boolean question(Members definition, String name) {
    var wordings = object(definition, "/object/definition", name);
    var language = language(wordings);
    language.ifPresent(
        chosen ->
            put(
                AnswerField.QUESTION,
                wordings.values().get(chosen),
                Pointers.to("/object/definition/" + name, chosen)));
    return language.isPresent();
  }

  /** Of a language map: the statement's language, the same in another country, English, any. */
  private Optional<String> language(Members wordings) {
    var wanted =
        values.get(AnswerField.LANGUAGE.jsonName) instanceof Value.Text text ? text.text() : "en";
    List<Predicate<String>> wishes =
        List.of(
            tag -> tag.equalsIgnoreCase(wanted),
            tag -> primary(tag).equalsIgnoreCase(primary(wanted)),
            tag -> primary(tag).equalsIgnoreCase("en"),
            tag -> true);
    return wishes.stream()
        .flatMap(wish -> wordings.values().keySet().stream().filter(wish))
        .filter(tag -> !isBlank(wordings.values().get(tag)))
        .findFirst();
  }

  private static String primary(String tag) {
    int dash = tag.indexOf('-');
    return dash < 0 ? tag : tag.substring(0, dash);
  }

  private static boolean isBlank(Value value) {
    return value instanceof Value.Text text && text.text().isBlank();
  }

  private void result() {
    var before = problems.size();
    var result = object(statement, "", "result");
    put(AnswerField.TEXT, result.values().get("response"), "/result/response");
    if (problems.size() > before) {
      values.put(AnswerField.TEXT.jsonName, NAMED);
    }
    var duration = result.values().get("duration");
    if (duration == null) {
      return;
    }
    var millis = duration instanceof Value.Text text ? millis(text.text()) : Optional.<Long>empty();
    if (millis.isPresent()) {
      var numeral = new Value.Numeral(Long.toString(millis.get()));
      put(AnswerField.DURATION_MS, numeral, "/result/duration");
    } else {
      problem(
          "/result/duration",
          "is not a duration of at most a day (expected: as ISO 8601, such as 'PT1M2.5S')");
    }
  }

  private static Optional<Long> millis(String duration) {
    try {
      return Optional.of(Duration.parse(duration).toMillis());
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private void mustBe(
      Members members, String at, String name, String expected, String furthermore) {
    var value = members.values().get(name);
    if (value == null || (value instanceof Value.Text text && text.text().equals(expected))) {
      return;
    }
    var sent = value instanceof Value.Text text ? AnswerParser.shown(text.text()) : value.kind();
    problem(at + "/" + name, "is " + sent + " (expected: '" + expected + "'" + furthermore + ")");
  }

  /** A member that has members; a problem if it is there and has none. */
  private Members object(Members parent, String at, String name) {
    var value = parent.values().get(name);
    if (value != null && !parent.entered().containsKey(name)) {
      problem(Pointers.to(at, name), "is " + value.kind() + " (expected: an object)");
    }
    return parent.in(name);
  }

  private void put(AnswerField field, Value value, String pointer) {
    if (value != null) {
      values.put(field.jsonName, value);
      places.put(field.jsonName, pointer);
    }
  }

  private void putIfAbsent(AnswerField field, Value value, String pointer) {
    if (!values.containsKey(field.jsonName)) {
      put(field, value, pointer);
    }
  }

  private void problem(String pointer, String detail) {
    problems.add(new Problem(pointer, detail));
  }

  /** Of a path, a URN or anything alike; query and fragment do not count. */
  private static String lastSegment(String iri) {
    var path = iri.split("[?#]", 2)[0];
    var end = path.endsWith("/") ? path.length() - 1 : path.length();
    var slash = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf(':', end - 1));
    return path.substring(slash + 1, Math.max(slash + 1, end));
  }
}
