package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.AnswerRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads objects from JSON as they stream by. Only objects that a {@link Shape} names are entered;
 * all else that is nested is skipped, so no tree is built, whatever the sender nests or repeats.
 */
final class JsonItems {

  /**
   * What is read of an object: all of its members, and those of the objects named here.
   *
   * @param entered by member name
   */
  record Shape(Map<String, Shape> entered) {
    static final Shape FLAT = new Shape(Map.of());

    public Shape {
      entered = Map.copyOf(entered);
    }
  }

  /**
   * One object. JSON's null is left out: it means the same as no member.
   *
   * @param values all members, in the order sent; an object that was entered is "an object"
   * @param entered the objects that were entered, by name
   * @param repeated names that were there more than once; the first value is kept
   */
  record Members(Map<String, Value> values, Map<String, Members> entered, List<String> repeated) {
    static final Members NONE = new Members(Map.of(), Map.of(), List.of());

    /** A member that was entered; without members if it is none. */
    Members in(String name) {
      return entered.getOrDefault(name, NONE);
    }
  }

  /** One item: an object, or why there is none. */
  sealed interface Item {
    record One(Members members) implements Item {}

    /** Another JSON value, such as "an array". */
    record NoObject(String kind) implements Item {}

    /** It has more bytes than an event may have. */
    record TooLarge(int most, Optional<String> id) implements Item {}

    /** A line that is not JSON. */
    record NoJson(String detail) implements Item {}
  }

  /** A request body. */
  sealed interface Body {
    record One(Item item) implements Body {}

    record Many(List<Item> items) implements Body {}

    record TooMany(int most) implements Body {}

    /** Not JSON as a whole; line and column count from 1, in characters. */
    record Malformed(int line, int column, String detail) implements Body {}
  }

  /**
   * A kind of item: what is read of it, and how that becomes an answer.
   *
   * @param reading must not fail, whatever the members are
   */
  record Form(Shape shape, Function<Members, RawAnswer> reading) {

    RawAnswer answer(Item item) {
      if (item instanceof Item.One one) {
        return reading.apply(one.members());
      }
      if (item instanceof Item.TooLarge large) {
        var detail = "has more than " + large.most() + " bytes (expected: at most that many)";
        return new RawAnswer.Unreadable(List.of(new Problem("", detail)), large.id());
      }
      return new RawAnswer.Unreadable(
          item instanceof Item.NoObject other
              ? "is " + other.kind() + " (expected: an object)"
              : ((Item.NoJson) item).detail());
    }

    /** Reads a text that holds one item, of any size. */
    RawAnswer read(String json) {
      return answer(readOne(json, shape, Integer.MAX_VALUE));
    }
  }

  private static final int MAX_DEPTH = 200;
  private static final Pattern CHARACTER_CODE = Pattern.compile("\\(code (\\d+)");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  // Names and numbers may be as long as the body: both are judged by their field.
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          // A detail must never quote the input, and interning foreign names leaks memory.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /**
   * Reads an object, or an array of objects.
   *
   * @param mostItems how many an array may have
   * @param mostBytes how long an item may be, in UTF-8
   */
  static Body read(String json, Shape shape, int mostItems, int mostBytes) {
    try (var parser = JSON.createParser(json)) {
      var first = parser.nextToken();
      if (first == null) {
        return new Body.Malformed(1, 1, "the body is empty");
      }
      Body body;
      if (first == JsonToken.START_ARRAY) {
        var items = new ArrayList<Item>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (items.size() == mostItems) {
            return new Body.TooMany(mostItems);
          }
          items.add(item(parser, json, shape, mostBytes));
        }
        body = new Body.Many(List.copyOf(items));
      } else {
        body = new Body.One(item(parser, json, shape, mostBytes));
      }
      if (parser.nextToken() != null) {
        var at = parser.currentTokenLocation();
        return new Body.Malformed(
            at.getLineNr(), at.getColumnNr(), "there is more after the end of the JSON value");
      }
      return body;
    } catch (JsonEOFException e) {
      // Jackson points at the beginning of what is not closed.
      int lineStart = json.lastIndexOf('\n') + 1;
      int line = 1 + (int) json.chars().filter(c -> c == '\n').count();
      return new Body.Malformed(
          line, json.length() - lineStart + 1, "it ends before it is complete");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      return new Body.Malformed(
          at == null ? 1 : Math.max(1, at.getLineNr()),
          at == null ? 1 : Math.max(1, at.getColumnNr()),
          reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from a string", e);
    }
  }

  /** Reads a text that holds one item, such as a line of JSON Lines. */
  static Item readOne(String json, Shape shape, int mostBytes) {
    var body = read(json, shape, 0, mostBytes);
    if (body instanceof Body.One one) {
      return one.item();
    }
    if (body instanceof Body.Malformed malformed) {
      return new Item.NoJson(
          "is not JSON at column " + malformed.column() + ": " + malformed.detail());
    }
    return new Item.NoObject("an array");
  }

  private static Item item(JsonParser parser, String json, Shape shape, int mostBytes)
      throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return new Item.NoObject(value(parser).kind());
    }
    var members = members(parser, shape);
    int end = (int) parser.currentLocation().getCharOffset();
    return Unicode.isLonger(json, start, end, mostBytes)
        ? new Item.TooLarge(mostBytes, id(members))
        : new Item.One(members);
  }

  /** Reads the object that a parser stands at the beginning of, and leaves it at its end. */
  static Members members(JsonParser parser, Shape shape) throws IOException {
    var values = new LinkedHashMap<String, Value>();
    var entered = new HashMap<String, Members>();
    var repeated = new ArrayList<String>();
    var seen = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var isNew = seen.add(name);
      var inner = shape.entered().get(name);
      if (parser.nextToken() == JsonToken.START_OBJECT && inner != null && isNew) {
        entered.put(name, members(parser, inner));
        values.put(name, new Value.Other("an object"));
        continue;
      }
      var isNull = parser.currentToken() == JsonToken.VALUE_NULL;
      var value = value(parser);
      if (!isNew) {
        repeated.add(name);
      } else if (!isNull) {
        values.put(name, value);
      }
    }
    return new Members(values, entered, repeated);
  }

  private static Value value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> new Value.Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Numeral(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Value.Other("a boolean");
      case VALUE_NULL -> new Value.Other("null");
      case START_ARRAY -> {
        parser.skipChildren();
        yield new Value.Other("an array");
      }
      case START_OBJECT -> {
        parser.skipChildren();
        yield new Value.Other("an object");
      }
      case END_ARRAY, END_OBJECT, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a JSON value cannot start with it");
    };
  }

  /** The publisher's id, which has the same name in all formats. */
  static Optional<String> id(Members members) {
    return members.values().get(AnswerField.ID.jsonName) instanceof Value.Text id
            && id.text().length() <= AnswerRules.MAX_ID_CHARS
        ? Optional.of(id.text())
        : Optional.empty();
  }

  /** Jackson's messages quote the input, which may be an answer's text: say it in our words. */
  private static String reason(JsonProcessingException e) {
    var message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    if (message.contains("nesting depth")) {
      return "it is nested more than " + MAX_DEPTH + " deep";
    }
    if (message.startsWith("Illegal unquoted character")) {
      return "a control character in a string must be escaped";
    }
    if (message.startsWith("Unrecognized character escape")) {
      return "the character after a backslash is not one that may be escaped";
    }
    if (message.startsWith("Broken surrogate pair")) {
      return "half of a surrogate pair stands alone in a name";
    }
    if (message.startsWith("Unrecognized token")) {
      return "a word that is neither quoted nor true, false or null";
    }
    var code = CHARACTER_CODE.matcher(message);
    if (e instanceof JsonParseException && message.startsWith("Unexpected char") && code.find()) {
      int c = Integer.parseInt(code.group(1));
      var punctuation = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
      return "unexpected " + (punctuation ? "'" + (char) c + "'" : "character");
    }
    return "it is not valid JSON";
  }

  private JsonItems() {}
}
