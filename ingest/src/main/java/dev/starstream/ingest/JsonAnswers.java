package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads answers from JSON. An answer is flat, so values are taken as they stream by and nested ones
 * are skipped: no tree is built, whatever the sender nests or repeats.
 */
final class JsonAnswers {

  /** A request body. */
  sealed interface Body {
    record One(RawAnswer answer) implements Body {}

    record Many(List<RawAnswer> answers) implements Body {}

    record TooMany(int most) implements Body {}

    /** Not JSON as a whole; line and column count from 1, in characters. */
    record Malformed(int line, int column, String detail) implements Body {}
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

  /** Reads an object, or an array of at most {@code most} items. */
  static Body read(String json, int most) {
    try (var parser = JSON.createParser(json)) {
      var first = parser.nextToken();
      if (first == null) {
        return new Body.Malformed(1, 1, "the body is empty");
      }
      Body body;
      if (first == JsonToken.START_ARRAY) {
        var answers = new ArrayList<RawAnswer>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (answers.size() == most) {
            return new Body.TooMany(most);
          }
          answers.add(item(parser));
        }
        body = new Body.Many(List.copyOf(answers));
      } else {
        body = new Body.One(item(parser));
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

  /** Reads a text that holds one answer, such as a line of JSON Lines. */
  static RawAnswer readOne(String json) {
    var body = read(json, 0);
    if (body instanceof Body.One one) {
      return one.answer();
    }
    if (body instanceof Body.Malformed malformed) {
      return new RawAnswer.Unreadable(
          "is not JSON at column " + malformed.column() + ": " + malformed.detail());
    }
    return new RawAnswer.Unreadable("is an array (expected: an object)");
  }

  private static RawAnswer item(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      var kind = value(parser);
      return new RawAnswer.Unreadable("is " + words(kind) + " (expected: an object)");
    }
    var values = new LinkedHashMap<String, RawAnswer.Value>();
    var repeated = new ArrayList<String>();
    var seen = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      var value = value(parser);
      if (!seen.add(name)) {
        repeated.add(name);
      } else if (!(value instanceof RawAnswer.Value.Other other && other.kind().equals("null"))) {
        values.put(name, value);
      }
    }
    return new RawAnswer.Fields(values, repeated);
  }

  private static RawAnswer.Value value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> new RawAnswer.Value.Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new RawAnswer.Value.Numeral(parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new RawAnswer.Value.Other("a boolean");
      case VALUE_NULL -> new RawAnswer.Value.Other("null");
      case START_ARRAY -> {
        parser.skipChildren();
        yield new RawAnswer.Value.Other("an array");
      }
      case START_OBJECT -> {
        parser.skipChildren();
        yield new RawAnswer.Value.Other("an object");
      }
      case END_ARRAY, END_OBJECT, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a JSON value cannot start with it");
    };
  }

  private static String words(RawAnswer.Value value) {
    if (value instanceof RawAnswer.Value.Text) {
      return "text";
    }
    return value instanceof RawAnswer.Value.Other other ? other.kind() : "a number";
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

  private JsonAnswers() {}
}
