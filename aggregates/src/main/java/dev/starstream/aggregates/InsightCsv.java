package dev.starstream.aggregates;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;

/** Writes an answer as CSV (RFC 4180) with a header line; no value is an empty field. */
public final class InsightCsv {
  private InsightCsv() {}

  /** Writes everything and flushes; the writer stays open. */
  public static void write(InsightResult result, Writer out) {
    try {
      // Closing the CSV writer would close the caller's.
      @SuppressWarnings("resource")
      var csv = CsvWriter.builder().build(out);
      csv.writeRecord(result.insight().columns().stream().map(InsightColumn::name).toList());
      for (var row : result.rows()) {
        csv.writeRecord(row.stream().map(InsightCsv::field).toList());
      }
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String field(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining("; "));
    }
    return value == null ? "" : value.toString();
  }
}
