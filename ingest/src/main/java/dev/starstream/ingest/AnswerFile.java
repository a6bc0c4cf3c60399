package dev.starstream.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.Nearest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of answers, read record by record: JSON Lines, or CSV whose first row names the fields
 * (camelCase or snake_case; comma, semicolon or tab). UTF-8, with or without byte order mark. A
 * broken record is one refused record; reading goes on at the next line.
 *
 * <p>For one thread. Memory does not grow with the file.
 */
public final class AnswerFile implements AutoCloseable {

  /** What kind of file. */
  public enum Format {
    JSON_LINES,
    CSV
  }

  /** The file as a whole cannot be read as answers; the message says why and what to do. */
  public static final class UnreadableFileException extends RuntimeException {
    private final String file;

    UnreadableFileException(String file, String message) {
      super(file + ": " + message);
      this.file = file;
    }

    public String file() {
      return file;
    }
  }

  /**
   * @param line where the record begins, from 1
   */
  record Entry(long line, RawAnswer answer) {}

  private static final int MAX_LINE_BYTES = 1024 * 1024;
  private static final int MAX_CSV_RECORD_CHARS = 256 * 1024;
  private static final int SNIFFED_BYTES = 8192;
  private static final Pattern NUMERAL = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final String name;
  private final Format format;
  private final Lines lines;
  private final Optional<CsvRecords> csv;

  /** Opens a file; the format is told by its name or, failing that, by how it begins. */
  public static AnswerFile open(Path file) throws IOException {
    return of(Files.newInputStream(file), file.toString());
  }

  /**
   * Reads from a stream, such as standard input, and closes it in the end.
   *
   * @param name for messages; its extension tells the format if it has one that is known
   * @throws UnreadableFileException if this is neither JSON Lines nor CSV with known fields
   */
  public static AnswerFile of(InputStream in, String name) throws IOException {
    var buffered = new BufferedInputStream(in, 64 * 1024);
    try {
      return new AnswerFile(buffered, name);
    } catch (IOException | RuntimeException e) {
      buffered.close();
      throw e;
    }
  }

  private AnswerFile(BufferedInputStream in, String name) throws IOException {
    this.name = name;
    this.format = format(in);
    this.lines = new Lines(in);
    this.csv = format == Format.CSV ? Optional.of(new CsvRecords()) : Optional.empty();
  }

  public String name() {
    return name;
  }

  public Format format() {
    return format;
  }

  /** How far reading has come, for a progress bar. */
  public long bytesRead() {
    return lines.bytesRead;
  }

  /** The next record; empty at the end of the file. */
  Optional<Entry> next() throws IOException {
    return csv.isPresent() ? csv.get().next() : nextJson();
  }

  @Override
  public void close() throws IOException {
    lines.in.close();
  }

  private Format format(BufferedInputStream in) throws IOException {
    in.mark(SNIFFED_BYTES);
    var head = in.readNBytes(SNIFFED_BYTES);
    in.reset();
    if (startsWith(head, 0x1f, 0x8b)) {
      throw new UnreadableFileException(name, "is gzip; do: gunzip -c FILE | starstream import -");
    }
    if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
      throw new UnreadableFileException(name, "is UTF-16 (expected: UTF-8); save it as UTF-8");
    }
    var text = Unicode.withoutMark(Unicode.decode(head)).strip();
    if (text.startsWith("[")) {
      throw new UnreadableFileException(
          name, "is a JSON array (expected: one object a line); do: jq -c '.[]' FILE");
    }
    if (text.lines().findFirst().orElse("").strip().equals("{")) {
      throw new UnreadableFileException(
          name, "is JSON over several lines (expected: one object a line); do: jq -c . FILE");
    }
    var lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
      return Format.CSV;
    }
    if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson") || text.startsWith("{")) {
      return Format.JSON_LINES;
    }
    return Format.CSV;
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }

  private Optional<Entry> nextJson() throws IOException {
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (line.tooLong()) {
        return Optional.of(new Entry(line.number(), new RawAnswer.Unreadable(TOO_LONG)));
      }
      if (!line.text().isBlank()) {
        return Optional.of(
            new Entry(line.number(), JsonAnswers.readOne(line.text().stripTrailing())));
      }
    }
    return Optional.empty();
  }

  private static final String TOO_LONG =
      "is a line of more than " + MAX_LINE_BYTES + " bytes (expected: fewer)";

  /**
   * @param text with its line end, as a quoted CSV field may go on over it
   */
  private record Line(long number, String text, boolean tooLong) {}

  /** Physical lines, none longer in memory than the limit. */
  private static final class Lines {
    private final BufferedInputStream in;
    private long bytesRead;
    private long number;

    Lines(BufferedInputStream in) {
      this.in = in;
    }

    /** The next line, or null at the end. */
    Line next() throws IOException {
      var bytes = new ByteArrayOutputStream(1024);
      long length = 0;
      int b;
      while ((b = in.read()) >= 0) {
        length++;
        if (length <= MAX_LINE_BYTES) {
          bytes.write(b);
        }
        if (b == '\n') {
          break;
        }
      }
      if (length == 0) {
        return null;
      }
      bytesRead += length;
      number++;
      var tooLong = length > MAX_LINE_BYTES;
      var text = tooLong ? "" : Unicode.decode(bytes.toByteArray());
      return new Line(number, number == 1 ? Unicode.withoutMark(text) : text, tooLong);
    }
  }

  /**
   * Records of a CSV file. Where a record ends is found here, line by line, and fastcsv reads the
   * fields of that record alone: a quote that is never closed then costs its own line, not the rest
   * of the file.
   */
  private final class CsvRecords {
    private final Deque<Line> pushedBack = new ArrayDeque<>();
    private final char separator;
    private final CsvReader.CsvReaderBuilder reader;
    private final List<AnswerField> columns;

    CsvRecords() throws IOException {
      var header = line();
      while (header != null && !header.tooLong() && header.text().isBlank()) {
        header = line();
      }
      if (header == null) {
        throw new UnreadableFileException(name, "is empty");
      }
      if (header.tooLong()) {
        throw new UnreadableFileException(name, "the first line " + TOO_LONG);
      }
      separator = separator(header.text());
      reader =
          CsvReader.builder()
              .fieldSeparator(separator)
              .allowUnclosedQuote(false)
              .skipEmptyLines(false);
      columns = columns(header);
    }

    private List<AnswerField> columns(Line header) throws IOException {
      var titles = fields(header.text());
      if (titles.isEmpty()) {
        throw new UnreadableFileException(name, "the first line is not a CSV header");
      }
      var found = new ArrayList<AnswerField>();
      var problems = new ArrayList<String>();
      for (var title : titles.get()) {
        var field = AnswerField.ofColumn(title);
        if (field.isEmpty()) {
          problems.add(
              "column "
                  + shown(title)
                  + " is not a field of an answer"
                  + Nearest.hint(AnswerField.nearest(title.strip())));
        } else if (found.contains(field.get())) {
          problems.add("column '" + field.get().jsonName + "' is there more than once");
        } else {
          found.add(field.get());
        }
      }
      for (var required : List.of(AnswerField.CANDIDATE_REF, AnswerField.TEXT)) {
        if (!found.contains(required)) {
          problems.add("column '" + required.jsonName + "' is missing");
        }
      }
      if (!problems.isEmpty()) {
        throw new UnreadableFileException(
            name, String.join("; ", problems.subList(0, Math.min(20, problems.size()))));
      }
      return List.copyOf(found);
    }

    Optional<Entry> next() throws IOException {
      var first = line();
      while (first != null && !first.tooLong() && first.text().isBlank()) {
        first = line();
      }
      if (first == null) {
        return Optional.empty();
      }
      if (first.tooLong()) {
        return Optional.of(new Entry(first.number(), new RawAnswer.Unreadable(TOO_LONG)));
      }
      var record = new StringBuilder(first.text());
      var quotes = new Quotes(separator);
      quotes.read(first.text());
      var more = new ArrayList<Line>();
      while (quotes.open && record.length() <= MAX_CSV_RECORD_CHARS) {
        var line = line();
        if (line == null) {
          break;
        }
        more.add(line);
        if (line.tooLong()) {
          break;
        }
        quotes.read(line.text());
        record.append(line.text());
      }
      if (quotes.open) {
        return Optional.of(broken(first, more, "has a quoted field that is not closed"));
      }
      var fields = fields(record.toString());
      if (fields.isEmpty()) {
        return Optional.of(
            broken(first, more, "has a quote in a wrong place (expected: doubled inside quotes)"));
      }
      return Optional.of(new Entry(first.number(), answer(fields.get())));
    }

    /** Gives the lines after the first back: they may well be records of their own. */
    private Entry broken(Line first, List<Line> more, String detail) {
      for (int i = more.size() - 1; i >= 0; i--) {
        pushedBack.push(more.get(i));
      }
      return new Entry(first.number(), new RawAnswer.Unreadable(detail));
    }

    private Line line() throws IOException {
      return pushedBack.isEmpty() ? lines.next() : pushedBack.pop();
    }

    /** Empty if the text is not exactly one CSV record. */
    private Optional<List<String>> fields(String record) throws IOException {
      try (var csv = reader.ofCsvRecord(record)) {
        var records = csv.iterator();
        var fields = records.hasNext() ? records.next().getFields() : List.<String>of();
        return fields.isEmpty() || records.hasNext() ? Optional.empty() : Optional.of(fields);
      } catch (CsvParseException e) {
        return Optional.empty();
      }
    }

    private RawAnswer answer(List<String> fields) {
      if (fields.size() != columns.size()) {
        return new RawAnswer.Unreadable(
            "has " + fields.size() + " fields (expected: " + columns.size() + ", as the header)");
      }
      var values = new LinkedHashMap<String, Value>();
      for (int i = 0; i < fields.size(); i++) {
        var field = columns.get(i);
        var text = fields.get(i);
        // CSV cannot tell nothing from an empty text.
        if (!text.isEmpty()) {
          var number =
              field.type == AnswerField.Type.WHOLE_NUMBER
                  && NUMERAL.matcher(text.strip()).matches();
          values.put(
              field.jsonName, number ? new Value.Numeral(text.strip()) : new Value.Text(text));
        }
      }
      return new RawAnswer.Fields(values, List.of());
    }
  }

  /** Follows quotes over the lines of a record, by the rules of RFC 4180. */
  private static final class Quotes {
    private final char separator;
    private boolean open;
    private boolean fieldStart = true;

    Quotes(char separator) {
      this.separator = separator;
    }

    void read(String line) {
      for (int i = 0; i < line.length(); i++) {
        var c = line.charAt(i);
        if (open) {
          if (c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
            i++;
          } else if (c == '"') {
            open = false;
          }
        } else if (c == '"' && fieldStart) {
          open = true;
        }
        fieldStart = c == separator;
      }
    }
  }

  /** The one of comma, semicolon and tab that is there most often. */
  private static char separator(String header) {
    char most = ',';
    for (char candidate : new char[] {';', '\t'}) {
      if (count(header, candidate) > count(header, most)) {
        most = candidate;
      }
    }
    return most;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static String shown(String title) {
    return title.length() <= 40
        ? "'" + Unicode.printable(title) + "'"
        : "of " + title.length() + " characters";
  }
}
