package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.Nearest;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.CompanyFocus;
import dev.starstream.schemas.catalogue.Question.KeyPoint;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Reads and checks questions, in the words of the catalogue's files or in those of platforms. Goes
 * on after a problem, to find them all; where one is, a harmless value stands in.
 */
final class QuestionReader {

  /** Hears what is wrong. */
  @FunctionalInterface
  interface Problems {
    void add(String at, String detail);
  }

  /** Whose words these are, and how places are told. */
  enum Form {
    /** YAML: snake_case; a place is a file and a path with ids. */
    CATALOGUE,
    /** JSON: camelCase; a place is a JSON pointer. */
    PLATFORM
  }

  static final int MAX_ID_CHARS = 100;

  /** How many items a list may have, and how many cues a question in all. */
  private static final int MAX_ITEMS = 20;

  private static final int MAX_CUES = 30;
  private static final int MAX_CUES_IN_ALL = 200;

  /** Different ones; they decide how long an answer made to be slow may take. */
  private static final int MAX_TERMS_IN_ALL = 300;

  private static final int MAX_CUE_CHARS = 500;
  private static final int MAX_TEXT_CHARS = 2000;
  private static final int MAX_NAME_CHARS = 100;

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*");
  private static final List<String> LEVELS = List.of("junior", "mid", "senior", "staff");
  private static final List<String> SEVERITIES = List.of("minor", "major", "critical");
  private static final Map<String, String> PLATFORMS_WORDS =
      Map.of(
          "key_points", "keyPoints",
          "asked_by", "companies",
          "common_mistakes", "mistakes",
          "needs_tradeoff", "needsTradeoff",
          "missing_key_point", "missingKeyPoint");

  private final Form form;
  private final Problems problems;
  private final CueReader cueReader;
  private final BiFunction<JsonNode, String, String> company;
  private final Set<String> generalMistakes;

  // Of the question in hand.
  private int cuesRead;
  private final Set<String> termsRead = new HashSet<>();

  /**
   * @param company gives the id of the company that a text names, or reports that there is none
   * @param generalMistakes the mistakes that an answer to any question can have
   */
  QuestionReader(
      Form form,
      Problems problems,
      CueReader cueReader,
      BiFunction<JsonNode, String, String> company,
      Set<String> generalMistakes) {
    this.form = form;
    this.problems = problems;
    this.cueReader = cueReader;
    this.company = company;
    this.generalMistakes = generalMistakes;
  }

  /** A question of the catalogue, whose category is that of its file. */
  Question ofCatalogue(JsonNode node, String category, String at) {
    cuesRead = 0;
    termsRead.clear();
    fields(
        node,
        at,
        "a question",
        List.of(
            "id",
            "text",
            "variants",
            "why",
            "levels",
            "competencies",
            "needs_tradeoff",
            "asked_by",
            "key_points",
            "tips",
            "clarifying_questions",
            "coach_strategy",
            "common_mistakes",
            "follow_ups"));
    var keyPoints = keyPoints(node, at);
    return new Question(
        id(node, at),
        category,
        text(node, "text", at),
        texts(node, "variants", at, 0),
        text(node, "why", at),
        levels(node, at),
        texts(node, "competencies", at, 1),
        flag(node, "needs_tradeoff", at),
        foci(node, at, 1),
        keyPoints,
        texts(node, "tips", at, 1),
        texts(node, "clarifying_questions", at, 1),
        text(node, "coach_strategy", at),
        mistakes(node, keyPoints, at, 1),
        texts(node, "follow_ups", at, 1));
  }

  /**
   * A platform's question: less has to be there, and all its mistakes are its own.
   *
   * @param id what it is to be called, checked already
   */
  Question ofPlatform(JsonNode node, String id) {
    cuesRead = 0;
    termsRead.clear();
    fields(
        node,
        "",
        "a question",
        List.of(
            "id",
            "text",
            "variants",
            "category",
            "levels",
            "needs_tradeoff",
            "asked_by",
            "key_points",
            "tips",
            "common_mistakes"));
    if (node.hasNonNull("id") && !node.get("id").asText().equals(id)) {
      problem(place("", "id"), "is not the id of the path (expected: '" + id + "', or no id)");
    }
    var keyPoints = keyPoints(node, "");
    return new Question(
        id,
        category(node),
        text(node, "text", ""),
        texts(node, "variants", "", 0),
        "",
        levels(node, ""),
        List.of(),
        flag(node, "needs_tradeoff", ""),
        foci(node, "", 0),
        keyPoints,
        texts(node, "tips", "", 0),
        List.of(),
        "",
        mistakes(node, keyPoints, "", 0),
        List.of());
  }

  /** What is wrong with an id; empty if nothing is. */
  static Optional<String> idProblem(String id) {
    if (id.length() > MAX_ID_CHARS) {
      return Optional.of(
          "has " + id.length() + " characters (expected: at most " + MAX_ID_CHARS + ")");
    }
    return ID.matcher(id).matches()
        ? Optional.empty()
        : Optional.of(
            "'" + id + "' (expected: snake_case: lower-case letters, digits, underscores)");
  }

  private List<KeyPoint> keyPoints(JsonNode node, String at) {
    var ids = new HashSet<String>();
    return each(
        node,
        "key_points",
        at,
        1,
        (point, pointAt) -> {
          fields(point, pointAt, "a key point", List.of("id", "text", "cues"));
          return new KeyPoint(
              newId(point, pointAt, ids), text(point, "text", pointAt), cues(point, pointAt));
        });
  }

  private List<CompanyFocus> foci(JsonNode node, String at, int least) {
    var named = new HashSet<String>();
    return each(
        node,
        "asked_by",
        at,
        least,
        (focus, focusAt) -> {
          fields(focus, focusAt, "a company's focus", List.of("company", "focus", "cues"));
          var id = company.apply(focus, focusAt);
          if (!named.add(id)) {
            problem(place(focusAt, "company"), "is there twice");
          }
          return new CompanyFocus(id, text(focus, "focus", focusAt), cues(focus, focusAt));
        });
  }

  private List<CommonMistake> mistakes(
      JsonNode node, List<KeyPoint> keyPoints, String at, int least) {
    var ids = new HashSet<String>();
    return each(
        node,
        "common_mistakes",
        at,
        least,
        (mistake, mistakeAt) -> mistake(mistake, keyPoints, ids, mistakeAt));
  }

  private CommonMistake mistake(
      JsonNode node, List<KeyPoint> keyPoints, Set<String> ids, String at) {
    fields(node, at, "a mistake", List.of("id", "severity", "text", "advice", "when"));
    var id = newId(node, at, ids);
    var advice = text(node, "advice", at);
    if (form == Form.CATALOGUE && !node.has("when")) {
      oneOf(id, generalMistakes, place(at, "id"));
      return new CommonMistake(id, Optional.empty(), Optional.empty(), advice, Optional.empty());
    }
    if (generalMistakes.contains(id)) {
      problem(
          place(at, "id"),
          "'" + id + "' is a mistake that any answer can have (expected: an id of its own)");
    }
    var severity = text(node, "severity", at);
    oneOf(severity, SEVERITIES, place(at, "severity"));
    return new CommonMistake(
        id,
        Optional.of(severity),
        Optional.of(text(node, "text", at)),
        advice,
        trigger(node.path("when"), keyPoints, place(at, "when")));
  }

  private Optional<Trigger> trigger(JsonNode when, List<KeyPoint> keyPoints, String at) {
    fields(when, at, "a mistake's when", List.of("cues", "missing_key_point"));
    if (!when.isObject()) {
      return Optional.empty();
    }
    boolean missing = when.hasNonNull(word("missing_key_point"));
    if (missing == when.hasNonNull("cues")) {
      problem(at, "(expected: either cues or " + word("missing_key_point") + ")");
      return Optional.empty();
    }
    if (!missing) {
      return Optional.of(new Trigger.Cues(cues(when, at)));
    }
    var keyPoint = text(when, "missing_key_point", at);
    oneOf(keyPoint, keyPoints.stream().map(KeyPoint::id).toList(), place(at, "missing_key_point"));
    return Optional.of(new Trigger.MissingKeyPoint(keyPoint));
  }

  private List<String> levels(JsonNode node, String at) {
    var levels = texts(node, "levels", at, 1);
    for (int i = 0; i < levels.size(); i++) {
      oneOf(levels.get(i), LEVELS, place(place(at, "levels"), Integer.toString(i)));
    }
    return levels;
  }

  private String category(JsonNode node) {
    var category = text(node, "category", "");
    if (!category.isEmpty()) {
      idProblem(category).ifPresent(wrong -> problem(place("", "category"), wrong));
    }
    return category;
  }

  String id(JsonNode node, String at) {
    var id = text(node, "id", at);
    if (!id.isEmpty()) {
      idProblem(id).ifPresent(wrong -> problem(place(at, "id"), wrong));
    }
    return id;
  }

  private String newId(JsonNode node, String at, Set<String> ids) {
    var id = id(node, at);
    if (!id.isEmpty() && !ids.add(id)) {
      problem(place(at, "id"), "is there twice");
    }
    return id;
  }

  private List<Cue> cues(JsonNode node, String at) {
    var cues = new ArrayList<Cue>();
    var listAt = place(at, "cues");
    items(node, "cues", at, 1, MAX_CUES)
        .forEach((cueAt, item) -> cue(item, cueAt, listAt).ifPresent(cues::add));
    return cues;
  }

  private Optional<Cue> cue(JsonNode item, String cueAt, String listAt) {
    if (++cuesRead > MAX_CUES_IN_ALL) {
      if (cuesRead == MAX_CUES_IN_ALL + 1) {
        problem(listAt, tooMany(MAX_CUES_IN_ALL, "cues"));
      }
      return Optional.empty();
    }
    var cue =
        textOf(item, cueAt, MAX_CUE_CHARS)
            .flatMap(text -> cueReader.read(text, form == Form.CATALOGUE ? listAt : cueAt));
    var before = termsRead.size();
    cue.ifPresent(read -> read.terms().forEach(term -> termsRead.add(term.text())));
    if (before <= MAX_TERMS_IN_ALL && termsRead.size() > MAX_TERMS_IN_ALL) {
      problem(listAt, tooMany(MAX_TERMS_IN_ALL, "different terms in its cues"));
    }
    return cue;
  }

  private static String tooMany(int most, String what) {
    return "makes it more than " + most + " " + what + " (expected: at most that many)";
  }

  String text(JsonNode node, String field, String at) {
    return textOf(node.path(word(field)), place(at, field), MAX_TEXT_CHARS).orElse("");
  }

  List<String> texts(JsonNode node, String field, String at, int least) {
    var values = new ArrayList<String>();
    items(node, field, at, least, MAX_ITEMS)
        .forEach((itemAt, item) -> textOf(item, itemAt, MAX_TEXT_CHARS).ifPresent(values::add));
    return values;
  }

  private Optional<String> textOf(JsonNode value, String at, int maxChars) {
    if (value.isMissingNode() || value.isNull()) {
      problem(at, "is missing");
    } else if (!value.isTextual()) {
      problem(at, "is " + kind(value) + " (expected: text)");
    } else if (value.asText().isBlank()) {
      problem(at, "is blank");
    } else if (value.asText().length() > maxChars) {
      problem(
          at,
          "has " + value.asText().length() + " characters (expected: at most " + maxChars + ")");
    } else if (value.asText().chars().anyMatch(Character::isISOControl)) {
      problem(at, "has control characters (expected: one line of text)");
    } else if (value.asText().codePoints().anyMatch(QuestionReader::isHalf)) {
      problem(at, "is no valid Unicode: half of a surrogate pair stands alone");
    } else {
      return Optional.of(value.asText().strip());
    }
    return Optional.empty();
  }

  /** {@code codePoints()} joins whole pairs. */
  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private boolean flag(JsonNode node, String field, String at) {
    var value = node.path(word(field));
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      problem(place(at, field), "is " + kind(value) + " (expected: true or false)");
    }
    return value.asBoolean(false);
  }

  private <T> List<T> each(
      JsonNode node, String field, String at, int least, BiFunction<JsonNode, String, T> read) {
    var values = new ArrayList<T>();
    items(node, field, at, least, MAX_ITEMS)
        .forEach(
            (itemAt, item) -> {
              if (item.isObject()) {
                values.add(read.apply(item, itemAt));
              } else {
                problem(itemAt, "is " + kind(item) + " (expected: an object)");
              }
            });
    return values;
  }

  /** The items of a list, with the place of each; none if there is something wrong with it. */
  private Items items(JsonNode node, String field, String at, int least, int most) {
    var list = node.path(word(field));
    var listAt = place(at, field);
    boolean absent = list.isMissingNode() || list.isNull();
    if (!absent && !list.isArray()) {
      problem(listAt, "is " + kind(list) + " (expected: a list)");
    } else if (list.size() < least) {
      problem(listAt, absent ? "is missing" : "is empty");
    } else if (list.size() > most) {
      problem(listAt, "has " + list.size() + " items (expected: at most " + most + ")");
    } else {
      return taker -> {
        for (int i = 0; i < list.size(); i++) {
          taker.take(place(listAt, name(list.get(i), i)), list.get(i));
        }
      };
    }
    return taker -> {};
  }

  /** In a file of the catalogue people find an item by its id. */
  private String name(JsonNode item, int index) {
    return form == Form.CATALOGUE
        ? item.path("id").asText(item.path("company").asText(Integer.toString(index)))
        : Integer.toString(index);
  }

  private interface Items {
    void forEach(Taker taker);
  }

  private interface Taker {
    void take(String at, JsonNode item);
  }

  /** Reports what is no object, and fields that are not known. */
  void fields(JsonNode node, String at, String what, List<String> known) {
    if (!node.isObject()) {
      problem(
          at,
          (node.isMissingNode() ? "is missing" : "is " + kind(node)) + " (expected: an object)");
      return;
    }
    var words = known.stream().map(this::word).toList();
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!words.contains(field)) {
                problem(
                    place(at, field),
                    "is no field of " + what + Nearest.hint(Nearest.of(field, words)));
              }
            });
  }

  void oneOf(String value, Collection<String> known, String at) {
    if (!value.isEmpty() && !known.contains(value)) {
      problem(
          at,
          "'"
              + (value.length() <= MAX_NAME_CHARS ? value : value.substring(0, MAX_NAME_CHARS))
              + "' (expected: one of "
              + known
              + Nearest.hint(Nearest.of(value, known))
              + ")");
    }
  }

  private void problem(String at, String detail) {
    problems.add(at, detail);
  }

  /** The word for a field of the catalogue's files. */
  private String word(String field) {
    return form == Form.CATALOGUE ? field : PLATFORMS_WORDS.getOrDefault(field, field);
  }

  /**
   * @param field of the catalogue's files, or an index
   */
  String place(String at, String field) {
    var name = word(field);
    var cut = name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS) + "…";
    return at + "/" + (form == Form.CATALOGUE ? cut : cut.replace("~", "~0").replace("/", "~1"));
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case STRING -> "text";
      case NULL -> "null";
      case BINARY, MISSING, POJO -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }
}
