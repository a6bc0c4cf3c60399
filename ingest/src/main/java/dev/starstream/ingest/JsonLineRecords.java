package dev.starstream.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A JSON object a line. */
final class JsonLineRecords implements ImportRecords {

  private final TextLines lines;
  private final Function<String, RawAnswer> reader;
  private final String beginning;

  JsonLineRecords(TextLines lines, Function<String, RawAnswer> reader) throws IOException {
    this.lines = lines;
    this.reader = reader;
    var first = lines.next();
    this.beginning = first == null ? "" : first.text().strip();
    if (first != null) {
      lines.giveBack(List.of(first));
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (line.tooLong()) {
        return Optional.of(entry(line, Optional.empty()));
      }
      if (!line.text().isBlank()) {
        return Optional.of(entry(line, Optional.of(line.text().strip())));
      }
    }
    return Optional.empty();
  }

  private Entry entry(TextLines.Line line, Optional<String> text) {
    var answer = text.map(reader).orElse(new RawAnswer.Unreadable(TextLines.TOO_LONG));
    return new Entry(line.number(), line.number(), text, answer);
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
}
