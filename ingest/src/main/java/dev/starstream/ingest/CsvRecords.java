package dev.starstream.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.starstream.ingest.RawAnswer.Value;
import dev.starstream.schemas.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Records of a CSV file. Where a record ends is found here, line by line, and fastcsv reads the
 * fields of that record alone: a quote that is never closed then costs its own line, not the rest
 * of the file.
 */
final class CsvRecords implements ImportRecords {

  /** What a column is mapped to that is to be left out. */
  static final String LEFT_OUT = "-";

  private static final int MAX_RECORD_CHARS = 256 * 1024;
  private static final int MAX_LISTED = 20;
  private static final Pattern NUMERAL = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final String name;
  private final TextLines lines;
  private final char separator;
  private final CsvReader.CsvReaderBuilder reader;
  private final String beginning;

  /** By position; empty for one that is left out. */
  private final List<Optional<AnswerField>> columns;

  /**
   * Reads the header.
   *
   * @param renamed columns of the file to fields of an answer, or to {@link #LEFT_OUT}
   * @throws UnreadableFileException if the header does not say where everything goes
   */
  CsvRecords(String name, TextLines lines, Map<String, String> renamed) throws IOException {
    this.name = name;
    this.lines = lines;
    var header = lines.next();
    while (header != null && !header.tooLong() && header.text().isBlank()) {
      header = lines.next();
    }
    if (header == null) {
      throw new UnreadableFileException(name, "is empty");
    }
    if (header.tooLong()) {
      throw new UnreadableFileException(name, "the first line " + TextLines.TOO_LONG);
    }
    separator = separator(header.text());
    reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowUnclosedQuote(false)
            .skipEmptyLines(false);
    beginning = header.text().strip();
    columns = columns(header.text(), renamed);
  }

  private List<Optional<AnswerField>> columns(String header, Map<String, String> renamed)
      throws IOException {
    var titles =
        fields(header)
            .orElseThrow(
                () -> new UnreadableFileException(name, "the first line is not a CSV header"));
    var problems = new ArrayList<String>();
    var targets = targets(renamed, titles, problems);
    var columns = new ArrayList<Optional<AnswerField>>();
    var found = new HashSet<AnswerField>();
    for (var title : titles) {
      var target = targets.getOrDefault(title.strip(), AnswerField.ofColumn(title));
      if (target.isPresent() && !found.add(target.get())) {
        problems.add("column '" + target.get().jsonName + "' is there more than once");
      } else if (target.isEmpty() && !targets.containsKey(title.strip())) {
        problems.add(
            "column "
                + shown(title)
                + " is not a field of an answer"
                + Nearest.hint(AnswerField.nearest(title.strip())));
      }
      columns.add(target);
    }
    for (var required : List.of(AnswerField.CANDIDATE_REF, AnswerField.TEXT)) {
      if (!found.contains(required)) {
        problems.add("column '" + required.jsonName + "' is missing");
      }
    }
    if (!problems.isEmpty()) {
      throw new UnreadableFileException(
          name, String.join("; ", problems.subList(0, Math.min(MAX_LISTED, problems.size()))));
    }
    return List.copyOf(columns);
  }

  private static Map<String, Optional<AnswerField>> targets(
      Map<String, String> renamed, List<String> titles, List<String> problems) {
    var known = Set.copyOf(titles.stream().map(String::strip).toList());
    var targets = new LinkedHashMap<String, Optional<AnswerField>>();
    renamed.forEach(
        (title, target) -> {
          if (!known.contains(title)) {
            problems.add(
                "column "
                    + shown(title)
                    + " is to be mapped and is not there"
                    + Nearest.hint(Nearest.of(title, known)));
          }
          targets.put(
              title, target.equals(LEFT_OUT) ? Optional.empty() : AnswerField.ofColumn(target));
        });
    return targets;
  }

  @Override
  public Optional<Entry> next() throws IOException {
    var first = lines.next();
    while (first != null && !first.tooLong() && first.text().isBlank()) {
      first = lines.next();
    }
    if (first == null) {
      return Optional.empty();
    }
    if (first.tooLong()) {
      return Optional.of(entry(first, Optional.empty(), unreadable(TextLines.TOO_LONG)));
    }
    var text = new StringBuilder(first.text());
    var quotes = new Quotes(separator);
    quotes.read(first.text());
    var more = new ArrayList<TextLines.Line>();
    while (quotes.open && text.length() <= MAX_RECORD_CHARS) {
      var line = lines.next();
      if (line == null) {
        break;
      }
      more.add(line);
      if (line.tooLong()) {
        break;
      }
      quotes.read(line.text());
      text.append(line.text());
    }
    if (quotes.open) {
      return Optional.of(broken(first, more, "has a quoted field that is not closed"));
    }
    var fields = fields(text.toString());
    if (fields.isEmpty()) {
      return Optional.of(
          broken(first, more, "has a quote in a wrong place (expected: doubled inside quotes)"));
    }
    return Optional.of(entry(first, Optional.of(text.toString()), answer(fields.get())));
  }

  /** Gives the lines after the first back: they may well be records of their own. */
  private Entry broken(TextLines.Line first, List<TextLines.Line> more, String detail) {
    lines.giveBack(more);
    return entry(first, Optional.of(first.text()), unreadable(detail));
  }

  private static Entry entry(TextLines.Line first, Optional<String> text, RawAnswer answer) {
    return new Entry(first.number(), first.number(), text.map(String::stripTrailing), answer);
  }

  private static RawAnswer unreadable(String detail) {
    return new RawAnswer.Unreadable(detail);
  }

  /** Empty if the text is not exactly one CSV record. */
  private Optional<List<String>> fields(String text) throws IOException {
    try (var csv = reader.ofCsvRecord(text)) {
      var records = csv.iterator();
      var fields = records.hasNext() ? records.next().getFields() : List.<String>of();
      return fields.isEmpty() || records.hasNext() ? Optional.empty() : Optional.of(fields);
    } catch (CsvParseException e) {
      return Optional.empty();
    }
  }

  private RawAnswer answer(List<String> fields) {
    if (fields.size() != columns.size()) {
      return unreadable(
          "has " + fields.size() + " fields (expected: " + columns.size() + ", as the header)");
    }
    var values = new LinkedHashMap<String, Value>();
    for (int i = 0; i < fields.size(); i++) {
      var text = fields.get(i);
      // CSV cannot tell nothing from an empty text.
      if (columns.get(i).isPresent() && !text.isEmpty()) {
        var field = columns.get(i).get();
        var number =
            field.type == AnswerField.Type.WHOLE_NUMBER && NUMERAL.matcher(text.strip()).matches();
        values.put(field.jsonName, number ? new Value.Numeral(text.strip()) : new Value.Text(text));
      }
    }
    return new RawAnswer.Fields(values, List.of());
  }

  @Override
  public ImportMark mark() {
    return lines.mark();
  }

  @Override
  public void skipTo(ImportMark mark) throws IOException {
    lines.skipTo(mark);
  }

  @Override
  public String beginning() {
    return beginning;
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
