package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.uuid.Generators;
import dev.starstream.schemas.Nearest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A file of answers, read record by record, plain or gzip, UTF-8 with or without byte order mark:
 *
 * <ul>
 *   <li>CSV whose first row names the fields (camelCase or snake_case; comma, semicolon or tab);
 *   <li>JSON: an object a line, an array, one object after the other over several lines, or {@code
 *       {"statements":[..],"more":".."}}. The objects are answers as {@code POST /v1/answers} takes
 *       them, xAPI statements or CloudEvents.
 * </ul>
 *
 * A broken record is one refused record; reading goes on behind it.
 *
 * <p>For one thread. Memory does not grow with the file.
 */
public final class AnswerFile implements AutoCloseable {

  /** What kind of records. */
  public enum Format {
    /** JSON, as {@code POST /v1/answers} takes it. */
    JSON_LINES,
    CSV,
    /** xAPI statements, as {@code POST /v1/xapi/statements} takes them. */
    XAPI,
    /** CloudEvents, as {@code POST /v1/events} takes them in structured mode. */
    CLOUD_EVENTS
  }

  /**
   * How to read a file.
   *
   * @param format empty to tell it by the file's name and content
   * @param columns columns of a CSV file to fields of an answer, or to {@code -} for one to be left
   *     out; those not named here go by their own names
   */
  public record Reading(Optional<Format> format, Map<String, String> columns) {

    /** By name and content. */
    public static final Reading AUTO = new Reading(Optional.empty(), Map.of());

    /**
     * @throws IllegalArgumentException if a column is mapped to what is no field
     */
    public Reading {
      columns = Map.copyOf(columns);
      columns.forEach(
          (column, field) -> {
            if (!field.equals(CsvRecords.LEFT_OUT) && AnswerField.ofColumn(field).isEmpty()) {
              throw new IllegalArgumentException(
                  column
                      + "="
                      + field
                      + ": no such field of an answer (expected: one of "
                      + String.join(", ", AnswerField.names())
                      + ", or -"
                      + Nearest.hint(AnswerField.nearest(field))
                      + ")");
            }
          });
    }
  }

  /** Namespace of derived ids: a random UUID, fixed for ever. */
  private static final UUID NAMESPACE = UUID.fromString("a1f7f6cf-3d52-4a0e-9a64-6a3b2a0c7e11");

  private static final int SNIFFED_BYTES = 64 * 1024;
  private static final JsonFactory SNIFFER = new JsonFactory();

  private final String name;
  private final ImportStream stream;
  private final Format format;
  private final ImportRecords records;

  /** Opens a file; the format is told by its name or, failing that, by how it begins. */
  public static AnswerFile open(Path file) throws IOException {
    return open(file, Reading.AUTO);
  }

  /** Opens a file that is to be read in this way. */
  public static AnswerFile open(Path file, Reading reading) throws IOException {
    return of(Files.newInputStream(file), file.toString(), reading);
  }

  /** Reads from a stream, with the format told by name and content. */
  public static AnswerFile of(InputStream in, String name) throws IOException {
    return of(in, name, Reading.AUTO);
  }

  /**
   * Reads from a stream, such as standard input, and closes it in the end.
   *
   * @param name for messages; its extension tells the format if it has one that is known
   * @throws UnreadableFileException if this cannot be read as answers
   */
  public static AnswerFile of(InputStream in, String name, Reading reading) throws IOException {
    try {
      return new AnswerFile(ImportStream.of(in, name), name, reading);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private AnswerFile(ImportStream stream, String name, Reading reading) throws IOException {
    this.name = name;
    this.stream = stream;
    var in = stream.text();
    var head = Head.of(in, name);
    this.format = reading.format().orElseGet(() -> head.format(name));
    if (format != Format.CSV && !reading.columns().isEmpty()) {
      throw new UnreadableFileException(name, "is JSON (expected: CSV, where columns are mapped)");
    }
    this.records =
        switch (format) {
          case CSV -> new CsvRecords(name, new TextLines(in), reading.columns());
          case JSON_LINES -> json(in, head, JsonAnswers.FORM::read);
          case XAPI -> json(in, head, XapiStatement.FORM::read);
          case CLOUD_EVENTS -> json(in, head, CloudEvent.FORM::read);
        };
  }

  private ImportRecords json(BufferedInputStream in, Head head, Function<String, RawAnswer> reader)
      throws IOException {
    if (!head.isArray() && !head.wrapped() && !head.isOverLines()) {
      return new JsonLineRecords(new TextLines(in), reader);
    }
    if (head.marked()) {
      in.skipNBytes(Unicode.MARK_BYTES);
    }
    return new JsonArrayRecords(name, in, head.wrapped(), reader);
  }

  public String name() {
    return name;
  }

  public Format format() {
    return format;
  }

  /** How far reading has come in the bytes of the file, for a progress bar. */
  public long bytesRead() {
    return stream.bytesRead();
  }

  /** The place after the last record that was read, to go on there another time. */
  public ImportMark mark() {
    return records.mark();
  }

  /**
   * Goes on at a place that {@link #mark} told when the same file was read before.
   *
   * @throws UnreadableFileException if the file has no such place
   */
  public void skipTo(ImportMark mark) throws IOException {
    if (mark.equals(ImportMark.START)) {
      return;
    }
    try {
      records.skipTo(mark);
    } catch (IllegalArgumentException e) {
      throw new UnreadableFileException(name, e.getMessage() + " (expected: the file of then)");
    }
  }

  /** Whether the file says that it is one page of several. Known at its end. */
  public boolean hasMore() {
    return records instanceof JsonArrayRecords array && array.hasMore();
  }

  /** The next record; empty at the end of the file. */
  Optional<ImportRecords.Entry> next() throws IOException {
    return records.next();
  }

  /**
   * An id for a record that has none: made of how the file begins, of the record's place in it and
   * of the record. So it is the same when the file is read again, from wherever it lies, gzip or
   * not, and after it has grown.
   */
  String derivedId(ImportRecords.Entry entry) {
    var parts =
        String.join(
            "\0", records.beginning(), Long.toString(entry.place()), entry.text().orElse(""));
    return "import-" + Generators.nameBasedGenerator(NAMESPACE).generate(parts);
  }

  @Override
  public void close() throws IOException {
    stream.text().close();
  }

  /**
   * How a file begins.
   *
   * @param text without byte order mark and blanks
   * @param marked whether a byte order mark stood before it
   * @param wrapped whether it is an object with an array {@code statements}
   * @param names of the first record's members, as far as they can be seen
   */
  private record Head(String text, boolean marked, boolean wrapped, Set<String> names) {

    static Head of(BufferedInputStream in, String name) throws IOException {
      in.mark(SNIFFED_BYTES);
      var head = in.readNBytes(SNIFFED_BYTES);
      in.reset();
      if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
        throw new UnreadableFileException(name, "is UTF-16 (expected: UTF-8); save it as UTF-8");
      }
      var decoded = Unicode.decode(head);
      var unmarked = Unicode.withoutMark(decoded);
      var text = unmarked.strip();
      var names = names(text);
      var wrapped = names.remove(JsonArrayRecords.STATEMENTS);
      return new Head(text, !unmarked.equals(decoded), wrapped, names);
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
      return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** Of the first object, and of the first in its {@code statements} if it has these. */
    private static Set<String> names(String text) {
      var names = new HashSet<String>();
      if (!text.startsWith("{") && !text.startsWith("[")) {
        return names;
      }
      try (var parser = SNIFFER.createParser(text)) {
        var depth = text.startsWith("[") ? 2 : 1;
        var level = 0;
        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
          level += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (token == JsonToken.FIELD_NAME && level == depth) {
            names.add(parser.currentName());
          } else if (token == JsonToken.START_ARRAY
              && level == 2
              && JsonArrayRecords.STATEMENTS.equals(parser.currentName())) {
            names.add(JsonArrayRecords.STATEMENTS);
            depth = 3;
          } else if (token.isStructEnd() && level < depth) {
            break;
          }
        }
      } catch (IOException e) {
        // It goes on behind what was looked at, or it is broken, which its reader will say.
      }
      return names;
    }

    boolean isArray() {
      return text.startsWith("[");
    }

    boolean isOverLines() {
      return text.lines().findFirst().orElse("").strip().equals("{");
    }

    Format format(String name) {
      var lower = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
      if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
        return Format.CSV;
      }
      if (names.contains("verb") && (names.contains("actor") || names.contains("object"))) {
        return Format.XAPI;
      }
      if (names.contains("specversion")) {
        return Format.CLOUD_EVENTS;
      }
      var json =
          Stream.of(".jsonl", ".ndjson", ".json").anyMatch(lower::endsWith)
              || text.startsWith("{")
              || isArray();
      return json ? Format.JSON_LINES : Format.CSV;
    }
  }
}
