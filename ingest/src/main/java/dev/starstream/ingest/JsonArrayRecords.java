package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Function;

/**
 * Records that stand in JSON arrays, over any lines: {@code [{..},{..}]}, the same within {@code
 * {"statements":[..],"more":".."}}, or one object after the other. One record is in memory at a
 * time. What is no JSON ends the reading, since nobody can tell where the next record begins.
 */
final class JsonArrayRecords implements ImportRecords {

  static final String STATEMENTS = "statements";
  private static final String MORE = "more";

  private static final int MAX_RECORD_CHARS = TextLines.MAX_BYTES;
  private static final String TOO_LONG =
      "is a record of more than " + MAX_RECORD_CHARS + " characters (expected: fewer)";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // Whatever a record breaks is that record's own fault, told by its reader.
                  .maxNestingDepth(10_000)
                  .maxNameLength(MAX_RECORD_CHARS)
                  .maxNumberLength(MAX_RECORD_CHARS)
                  .maxStringLength(8 * MAX_RECORD_CHARS)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final String name;
  private final boolean wrapped;
  private final Function<String, RawAnswer> reader;
  private final JsonParser parser;
  private final String beginning;
  private Optional<Entry> first;
  private long records;
  private boolean inArray;
  private boolean more;

  /**
   * @param wrapped whether the array is the member {@code statements} of an object
   */
  JsonArrayRecords(String name, InputStream in, boolean wrapped, Function<String, RawAnswer> reader)
      throws IOException {
    this.name = name;
    this.wrapped = wrapped;
    this.reader = reader;
    this.parser = JSON.createParser(new InputStreamReader(in, Unicode.decoder()));
    this.first = read();
    this.beginning = first.flatMap(Entry::text).orElse("");
  }

  @Override
  public Optional<Entry> next() throws IOException {
    var next = first.isPresent() ? first : read();
    first = Optional.empty();
    if (next.isPresent()) {
      records++;
    }
    return next;
  }

  @Override
  public ImportMark mark() {
    return new ImportMark(0, 0, records);
  }

  @Override
  public void skipTo(ImportMark mark) throws IOException {
    try {
      while (records < mark.records()) {
        if (first.isEmpty() && !toRecord()) {
          throw new IllegalArgumentException("mark: behind the end of the file");
        }
        if (first.isEmpty()) {
          parser.skipChildren();
        }
        first = Optional.empty();
        records++;
      }
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  @Override
  public String beginning() {
    return beginning;
  }

  /** Whether the export says that it goes on in another one. Known at the end. */
  boolean hasMore() {
    return more;
  }

  private Optional<Entry> read() throws IOException {
    try {
      if (!toRecord()) {
        return Optional.empty();
      }
      var line = parser.currentTokenLocation().getLineNr();
      var text = text();
      var answer = text.map(reader).orElse(new RawAnswer.Unreadable(TOO_LONG));
      return Optional.of(new Entry(line, records + 1, text, answer));
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    }
  }

  private UnreadableFileException unreadable(JsonProcessingException e) {
    var at = e.getLocation();
    return new UnreadableFileException(
        name,
        "line "
            + (at == null ? 1 : at.getLineNr())
            + ", column "
            + (at == null ? 1 : at.getColumnNr())
            + ": "
            + (e instanceof JsonEOFException
                ? "the file ends before its JSON is complete"
                : "is not JSON")
            + "; the "
            + records
            + " records before it can be read");
  }

  /** Moves to the beginning of the next record; false at the end. */
  private boolean toRecord() throws IOException {
    while (true) {
      var token = parser.nextToken();
      if (token == null) {
        return false;
      }
      if (inArray && token != JsonToken.END_ARRAY) {
        return true;
      }
      if (token == JsonToken.START_ARRAY && !wrapped) {
        inArray = true;
      } else if (token == JsonToken.END_ARRAY) {
        inArray = false;
      } else if (token == JsonToken.FIELD_NAME) {
        member();
      } else if (!wrapped) {
        return true;
      }
    }
  }

  /** Of the object around the array. */
  private void member() throws IOException {
    var field = parser.currentName();
    var value = parser.nextToken();
    if (field.equals(STATEMENTS) && value == JsonToken.START_ARRAY) {
      inArray = true;
    } else {
      more |= field.equals(MORE) && value == JsonToken.VALUE_STRING && !parser.getText().isBlank();
      parser.skipChildren();
    }
  }

  /** The value that begins here, as JSON; empty if it is too long. */
  private Optional<String> text() throws IOException {
    var text = new StringWriter();
    var depth = 0;
    try (var copy = JSON.createGenerator(text)) {
      do {
        var token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (text.getBuffer().length() <= MAX_RECORD_CHARS) {
          copy.copyCurrentEventExact(parser);
          copy.flush();
        }
      } while (depth > 0 && parser.nextToken() != null);
    }
    return Optional.of(text.toString()).filter(json -> json.length() <= MAX_RECORD_CHARS);
  }
}
