package dev.starstream.schemas.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starstream.schemas.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Reads checked values out of YAML and JSON, in the words of the catalogue's files or in those of
 * platforms. Goes on after a problem, to find them all; where one is, a harmless value stands in.
 */
final class NodeReader {

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

  private static final int MAX_ID_CHARS = 100;
  private static final int MAX_ITEMS = 20;
  private static final int MAX_TEXT_CHARS = 2000;
  private static final int MAX_NAME_CHARS = 100;
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Map<String, String> PLATFORMS_WORDS =
      Map.of(
          "key_points", "keyPoints",
          "asked_by", "companies",
          "common_mistakes", "mistakes",
          "needs_tradeoff", "needsTradeoff",
          "missing_key_point", "missingKeyPoint");

  private final Form form;
  private final Problems problems;

  NodeReader(Form form, Problems problems) {
    this.form = form;
    this.problems = problems;
  }

  Form form() {
    return form;
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

  String id(JsonNode node, String at) {
    var id = text(node, "id", at);
    if (!id.isEmpty()) {
      idProblem(id).ifPresent(wrong -> problem(place(at, "id"), wrong));
    }
    return id;
  }

  String newId(JsonNode node, String at, Set<String> ids) {
    var id = id(node, at);
    if (!id.isEmpty() && !ids.add(id)) {
      problem(place(at, "id"), "is there twice");
    }
    return id;
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

  Optional<String> textOf(JsonNode value, String at, int maxChars) {
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
    } else if (value.asText().codePoints().anyMatch(NodeReader::isHalf)) {
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

  boolean flag(JsonNode node, String field, String at) {
    var value = node.path(word(field));
    if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
      problem(place(at, field), "is " + kind(value) + " (expected: true or false)");
    }
    return value.asBoolean(false);
  }

  <T> List<T> each(
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
  Items items(JsonNode node, String field, String at, int least, int most) {
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

  interface Items {
    void forEach(Taker taker);
  }

  interface Taker {
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
                    placeOf(at, field),
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

  void problem(String at, String detail) {
    problems.add(at, detail);
  }

  /** The word for a field of the catalogue's files. */
  String word(String field) {
    return form == Form.CATALOGUE ? field : PLATFORMS_WORDS.getOrDefault(field, field);
  }

  /**
   * @param field of the catalogue's files, or an index
   */
  String place(String at, String field) {
    return placeOf(at, word(field));
  }

  private String placeOf(String at, String name) {
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
