package dev.starstream.scoring.rubric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One place in a rubric file. Reading a wrong value notes a problem and goes on with a harmless
 * one, so that all problems of all files show at once.
 */
final class RubricNode {
  private final String at;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> read = new HashSet<>();

  RubricNode(String at, JsonNode node, List<String> problems) {
    this.at = at;
    this.node = node;
    this.problems = problems;
  }

  RubricNode child(String key) {
    read.add(key);
    JsonNode child = node.path(key);
    if (!child.isObject()) {
      problem(key, child, "keys with values");
    }
    return new RubricNode(at + "/" + key, child, problems);
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** The values of a list of maps, in order. */
  List<RubricNode> items(String key) {
    read.add(key);
    JsonNode list = node.path(key);
    var items = new ArrayList<RubricNode>();
    if (!list.isArray()) {
      problem(key, list, "a list");
      return items;
    }
    for (JsonNode item : list) {
      String name = item.path("id").asText(Integer.toString(items.size()));
      items.add(new RubricNode(at + "/" + key + "/" + name, item, problems));
    }
    return items;
  }

  /** The values of a map of maps, in order. */
  Map<String, RubricNode> entries() {
    var entries = new LinkedHashMap<String, RubricNode>();
    node.properties()
        .forEach(
            field -> {
              read.add(field.getKey());
              entries.put(
                  field.getKey(),
                  new RubricNode(at + "/" + field.getKey(), field.getValue(), problems));
            });
    return entries;
  }

  /** The keys with their numbers. */
  Map<String, Double> numbers() {
    var numbers = new LinkedHashMap<String, Double>();
    node.fieldNames().forEachRemaining(key -> numbers.put(key, number(key)));
    return numbers;
  }

  /** The keys with their lists of texts. */
  Map<String, List<String>> textLists() {
    var lists = new LinkedHashMap<String, List<String>>();
    node.fieldNames().forEachRemaining(key -> lists.put(key, texts(key)));
    return lists;
  }

  String text(String key) {
    read.add(key);
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.asText().isBlank()) {
      problem(key, value, "a text");
      return "";
    }
    return value.asText().strip();
  }

  Optional<String> optionalText(String key) {
    return node.has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  double number(String key) {
    read.add(key);
    JsonNode value = node.path(key);
    if (!value.isNumber()) {
      problem(key, value, "a number");
      return 0;
    }
    return value.asDouble();
  }

  /** A share, from 0 to 1. */
  double share(String key) {
    double value = number(key);
    if (value < 0 || value > 1) {
      problem(key, node.path(key), "0 to 1");
    }
    return value;
  }

  List<Double> ascendingNumbers(String key, int count) {
    read.add(key);
    JsonNode list = node.path(key);
    var numbers = new ArrayList<Double>();
    list.forEach(value -> numbers.add(value.asDouble(Double.NaN)));
    boolean right = list.isArray() && numbers.size() == count;
    for (int i = 1; right && i < count; i++) {
      right = numbers.get(i - 1) < numbers.get(i);
    }
    if (!right) {
      problem(key, list, count + " numbers, each larger than the one before");
      numbers.clear();
      for (int i = 0; i < count; i++) {
        numbers.add((double) i);
      }
    }
    return numbers;
  }

  List<String> texts(String key) {
    read.add(key);
    JsonNode list = node.path(key);
    var texts = new ArrayList<String>();
    if (!list.isArray() || list.isEmpty()) {
      problem(key, list, "a list of texts");
      return texts;
    }
    for (JsonNode item : list) {
      // "no" and "24 7" are texts here, whatever YAML makes of them.
      if (!item.isValueNode() || item.isNull() || item.asText().isBlank()) {
        problem(key + "/" + texts.size(), item, "a text");
      } else {
        texts.add(item.asText());
      }
    }
    return texts;
  }

  /** A text of words with blanks between them. */
  List<String> words(String key) {
    String text = text(key);
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
  }

  /** Cue phrases: lower-case words, single blanks, a star only at the end of a word. */
  List<String> phrases(String key) {
    List<String> phrases = texts(key);
    for (String phrase : phrases) {
      if (!isPhrase(phrase)) {
        problems.add(
            at
                + "/"
                + key
                + ": '"
                + phrase
                + "' (expected: lower-case words of letters, digits and apostrophes, one blank"
                + " between them, * at the end of a word)");
      }
    }
    return phrases;
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    String name = text(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    problem(key, node.path(key), "one of " + ids(type));
    return type.getEnumConstants()[0];
  }

  /** Notes every key that was not read. */
  void nothingElse() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!read.contains(key)) {
                problems.add(at + "/" + key + ": unknown key (expected: one of " + read + ")");
              }
            });
  }

  void problem(String key, Object found, String expected) {
    Object shown = found instanceof MissingNode ? "missing" : found;
    problems.add(at + "/" + key + ": " + shown + " (expected: " + expected + ")");
  }

  static String ids(Class<? extends Enum<?>> type) {
    var ids = new ArrayList<String>();
    for (Enum<?> constant : type.getEnumConstants()) {
      ids.add(constant.name().toLowerCase(java.util.Locale.ROOT));
    }
    return String.join(", ", ids);
  }

  private static boolean isPhrase(String phrase) {
    char before = ' ';
    for (int i = 0; i < phrase.length(); i++) {
      char c = phrase.charAt(i);
      boolean letter = Character.isLetterOrDigit(c) || c == '\'';
      boolean fits =
          (c == ' ' && before != ' ')
              || (c == '*' && before != ' ' && before != '*')
              || (letter && before != '*' && !Character.isUpperCase(c));
      if (!fits) {
        return false;
      }
      before = c;
    }
    return before != ' ';
  }
}
